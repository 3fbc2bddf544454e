/**
 * A value that is there already, or comes with a promise. What is nearly always there (in memory, or computed by what waits for nothing of the
 * world) need not cost a promise each time: of an interpreter's parts, or of the ways of a short request, these take more than the work.
 */
export type Soon<T> = T | Promise<T>

/** Goes on with a value: at once where it is there. */
export function soon<T, U>(value: Soon<T>, next: (value: T) => Soon<U>): Soon<U> {
  return value instanceof Promise ? value.then(next) : next(value)
}
