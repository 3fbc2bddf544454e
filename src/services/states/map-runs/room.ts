import type { BackgroundSurroundings, Caller } from '../../../dispatch/index.ts'
import type { Driver } from '../driver/driver.ts'
import type { ExpressRuns } from '../driver/express.ts'
import type { MapRunInput, MapRunRecord } from './records.ts'

/** What a coordinator of a Map Run is given. */
export interface CoordinatorRoom {
  readonly surroundings: BackgroundSurroundings
  readonly driver: () => Pick<Driver, 'create' | 'deliver'>
  readonly express: () => Pick<ExpressRuns, 'run'>
  /** On whose behalf it reads and writes: the machine's role. */
  readonly callerOf: (record: MapRunRecord, input: MapRunInput) => Caller
}
