/** A record whose names come from outside: without a prototype, so that `__proto__` is a name like any other. */
export function emptyRecord<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>
}
