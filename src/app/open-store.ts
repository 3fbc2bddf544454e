import type { Store } from '../store/index.ts'
import type { ResolvedOptions } from './options.ts'

/** A store on its way: `ready` fails with an OperationalError. */
export interface OpeningStore {
  readonly ready: Promise<Store>
}

/**
 * Begins to open the store that was chosen. Threads and connections are under way when this is done, so that they get ready
 * while the caller does other things.
 */
export async function beginStore({ store, clock, logger }: ResolvedOptions): Promise<OpeningStore> {
  const surroundings = { clock, logger: logger.child({ room: 'store' }) }
  if (store.kind === 'postgres') {
    const { openPostgresStore } = await import('../store/postgres/index.ts')
    return opening(openPostgresStore(store.url, surroundings))
  }
  const { openSqliteStore } = await import('../store/sqlite/index.ts')
  const place = store.kind === 'memory' ? { memory: true as const } : { directory: store.directory }
  return opening(openSqliteStore(place, surroundings))
}

function opening(ready: Promise<Store>): OpeningStore {
  // Whoever began awaits it; it may fail before that.
  ready.catch(() => {})
  return { ready }
}
