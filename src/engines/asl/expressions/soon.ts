/**
 * A value that is there already, or comes with a promise that waits for nothing of the world: only JSONata answers so. A promise for each part of each state is
 * what an interpreter's time would go to.
 */
export type Soon<T> = T | Promise<T>

/** Goes on with a value: at once where it is there. */
export function soon<T, U>(value: Soon<T>, next: (value: T) => Soon<U>): Soon<U> {
  return value instanceof Promise ? value.then(next) : next(value)
}
