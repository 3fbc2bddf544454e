/** What a failed call of the database means. */
export interface PostgresFailure {
  readonly message: string
  /** Trying again at once can help: the connection was lost, the server is coming up, or it had to break a tie. */
  readonly again: boolean
  /** Trying again some time can help. */
  readonly retryable: boolean
}

/**
 * SQLSTATEs after which the same call can succeed: serialisation failure, deadlock, shut down by the administrator,
 * crash of another process, not yet accepting connections, too many connections, read-only (while another server takes over).
 * Source: PostgreSQL documentation, "PostgreSQL Error Codes".
 */
const againStates = new Set(['40001', '40P01', '57P01', '57P02', '57P03', '53300', '25006'])

/** What sockets and the driver say when there is no connection. */
const lostCodes = new Set([
  'CONNECTION_CLOSED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
])

export function failureOf(error: unknown): PostgresFailure {
  const message = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (lostCodes.has(code) || code.startsWith('08')) {
    return { message: `The database cannot be reached: ${message}`, again: true, retryable: true }
  }
  if (againStates.has(code)) {
    return { message: `The database could not do it now: ${message}`, again: true, retryable: true }
  }
  // Insufficient resources (disk full, out of memory): it may be better later, hardly in a moment.
  if (code.startsWith('53')) {
    return { message: `The database has no room: ${message}`, again: false, retryable: true }
  }
  if (code.startsWith('28') || code === '3D000') {
    return { message: `The database does not let us in: ${message}`, again: false, retryable: false }
  }
  return { message: `The database failed: ${message}`, again: false, retryable: false }
}

/** The SQLSTATE behind an error of ours. */
export function stateOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}
