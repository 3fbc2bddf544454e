/**
 * Something that Lambent depends on failed: a disk, a database, a network peer. Says whether trying the same
 * again can help. Wrapped once per boundary, with the cause kept.
 */
export class OperationalError extends Error {
  override readonly name = 'OperationalError'
  readonly retryable: boolean

  constructor(message: string, options: { cause?: unknown; retryable: boolean }) {
    super(message, { cause: options.cause })
    this.retryable = options.retryable
  }
}
