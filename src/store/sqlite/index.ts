import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import { OperationalError } from '../../base/operational-error.ts'
import { EngineStore } from '../engine-store.ts'
import { Subscriptions } from '../subscriptions.ts'
import type { Store } from '../types.ts'
import { SqliteBackend } from './backend.ts'
import { BlobFiles } from './blob-files.ts'
import { lockDirectory } from './directory-lock.ts'
import { Thread } from './thread.ts'

/** Where the store keeps its state. `bytesMax` is where its database stops growing; blobs in files are not counted. */
export type SqliteOptions =
  | { readonly directory: string; readonly memory?: false; readonly bytesMax?: number }
  | { readonly memory: true; readonly bytesMax?: number }

export interface Surroundings {
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * Opens the embedded store: a directory on disk, created when missing, or one in memory that ends with it. Rejects with
 * an {@link OperationalError} when the directory is in use, or its database damaged, another program's or too new.
 * Its thread has been started when this returns, before the first turn of the event loop.
 */
export async function openSqliteStore(options: SqliteOptions, surroundings: Surroundings): Promise<Store> {
  return options.memory
    ? openInMemory(options.bytesMax, surroundings)
    : openInDirectory(options.directory, options.bytesMax, surroundings)
}

async function openInMemory(bytesMax: number | undefined, surroundings: Surroundings): Promise<Store> {
  const { clock } = surroundings
  const writer = new Thread({
    path: ':memory:',
    role: 'writer',
    now: clock.now(),
    bytesMax: bytesMax ?? null,
  })
  await writer.ready
  const backend = new SqliteBackend({
    clock,
    writer,
    openReader: undefined,
    files: undefined,
    release: () => {},
  })
  return new EngineStore(backend, new Subscriptions(surroundings.logger), surroundings)
}

async function openInDirectory(
  directory: string,
  bytesMax: number | undefined,
  surroundings: Surroundings,
): Promise<Store> {
  const { clock, logger } = surroundings
  const lock = lockedDirectory(directory)
  const options = { path: join(directory, 'lambent.db'), now: clock.now(), bytesMax: bytesMax ?? null }
  const writer = new Thread({ ...options, role: 'writer' })
  try {
    await writer.ready
  } catch (error) {
    lock.release()
    throw error
  }
  const backend = new SqliteBackend({
    clock,
    writer,
    openReader: () => new Thread({ ...options, role: 'reader' }),
    files: new BlobFiles(join(directory, 'blobs'), clock.now().toString(36)),
    release: lock.release,
  })
  backend.removeStrays().then(
    (fileCount) => {
      if (fileCount > 0) logger.info('Removed files that no blob names', { fileCount })
    },
    (error: unknown) => logger.warn('The store could not look for files that no blob names', { error }),
  )
  return new EngineStore(backend, new Subscriptions(logger), surroundings)
}

function lockedDirectory(directory: string): { release: () => void } {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new OperationalError(`The data directory ${directory} cannot be made`, {
      cause: error,
      retryable: false,
    })
  }
  return lockDirectory(directory)
}
