/** An object whose names come from outside: it has no prototype, so `__proto__` and `constructor` are names like any other. */
export function newRecord(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>
}
