import { silentLogger } from '../../../src/base/logger.ts'
import { systemClock } from '../../../src/base/system-clock.ts'
import type { Store } from '../../../src/store/index.ts'
import { openPostgresStore } from '../../../src/store/postgres/index.ts'
import { openSqliteStore } from '../../../src/store/sqlite/index.ts'

/** Opens the store at an address: `postgres://...`, or a folder. */
export function openPlace(address: string): Promise<Store> {
  const surroundings = { clock: systemClock, logger: silentLogger }
  return address.startsWith('postgres:')
    ? openPostgresStore(address, surroundings)
    : openSqliteStore({ directory: address }, surroundings)
}
