import { silentLogger } from '../../../src/base/logger.ts'
import { systemClock } from '../../../src/base/system-clock.ts'
import type { Store } from '../../../src/store/index.ts'

/** Opens the store at an address: `postgres://...`, or a folder. Loads that store alone: processes that are killed begin with this. */
export async function openPlace(address: string): Promise<Store> {
  const surroundings = { clock: systemClock, logger: silentLogger }
  if (address.startsWith('postgres:')) {
    const { openPostgresStore } = await import('../../../src/store/postgres/index.ts')
    return openPostgresStore(address, surroundings)
  }
  const { openSqliteStore } = await import('../../../src/store/sqlite/index.ts')
  return openSqliteStore({ directory: address }, surroundings)
}
