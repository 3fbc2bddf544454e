import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { OperationalError } from '../../base/operational-error.ts'
import { describeFailure, resultCode, resultCodeOf } from './failure.ts'

/**
 * Takes the sole right to a directory for as long as this process lives. The lock is SQLite's own on an empty
 * database: the system lets go of it however the process ends, and it also keeps out a second store in this process.
 * Throws an {@link OperationalError} when somebody has it.
 */
export function lockDirectory(directory: string): { release(): void } {
  let database: DatabaseSync | undefined
  try {
    const opened = new DatabaseSync(join(directory, 'lambent.lock'), { timeout: 0 })
    database = opened
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    return { release: () => opened.close() }
  } catch (error) {
    database?.close()
    if (resultCodeOf(error) === resultCode.busy) {
      throw new OperationalError(`The data directory ${directory} is in use by another Lambent`, {
        cause: error,
        retryable: true,
      })
    }
    const { message, retryable } = describeFailure(error)
    throw new OperationalError(`The data directory ${directory} cannot be locked: ${message}`, {
      cause: error,
      retryable,
    })
  }
}
