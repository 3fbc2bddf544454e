/**
 * Thrown when the program itself is wrong: a rule that the code promises does not hold.
 * The front door answers it as an internal failure and logs it with its stack.
 */
export class InvariantError extends Error {
  override readonly name = 'InvariantError'
}

/** Throws {@link InvariantError} with the given sentence unless the condition holds. */
export function invariant(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new InvariantError(sentence)
}

/** Marks a branch that the types say cannot be reached. */
export function unreachable(value: never, sentence: string): never {
  throw new InvariantError(`${sentence}: ${String(value)}`)
}
