import { OperationalError } from '../../base/operational-error.ts'
import type { Failure } from './protocol.ts'

/** SQLite's result codes that are told apart here. Source: SQLite documentation, "Result and Error Codes". */
export const resultCode = {
  busy: 5,
  locked: 6,
  io: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
}

/** What went wrong, in a form that crosses threads. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof OperationalError) return { message: error.message, retryable: error.retryable }
  const message = error instanceof Error ? error.message : String(error)
  switch (resultCodeOf(error)) {
    case resultCode.busy:
    case resultCode.locked:
      return { message: `The database is locked: ${message}`, retryable: true }
    case resultCode.full:
      return { message: `No space is left for the database: ${message}`, retryable: true }
    case resultCode.io:
      return { message: `The disk failed: ${message}`, retryable: true }
    case resultCode.cannotOpen:
      return { message: `The database cannot be opened: ${message}`, retryable: false }
    case resultCode.corrupt:
      return { message: `The database is damaged: ${message}`, retryable: false }
    case resultCode.notADatabase:
      return { message: `The file is not a database: ${message}`, retryable: false }
    default:
      return { message: `The database failed: ${message}`, retryable: false }
  }
}

/** The primary result code: the low byte of an extended one. */
export function resultCodeOf(error: unknown): number {
  if (!(error instanceof Error) || !('errcode' in error)) return 0
  return Number(error.errcode) & 0xff
}
