import type { Store } from '../store/index.ts'
import type { ResolvedOptions } from './options.ts'

/** Opens the store that was chosen. Fails with an OperationalError. */
export async function openStore({ store, clock, logger }: ResolvedOptions): Promise<Store> {
  const surroundings = { clock, logger: logger.child({ room: 'store' }) }
  if (store.kind === 'postgres') {
    const { openPostgresStore } = await import('../store/postgres/index.ts')
    return openPostgresStore(store.url, surroundings)
  }
  const { openSqliteStore } = await import('../store/sqlite/index.ts')
  return openSqliteStore(
    store.kind === 'memory' ? { memory: true } : { directory: store.directory },
    surroundings,
  )
}
