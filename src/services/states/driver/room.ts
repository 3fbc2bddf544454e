/** What the parts of the driver share on a node. */
import type { BackgroundSurroundings, Caller } from '../../../dispatch/index.ts'
import type { Allowance } from '../allowance.ts'
import type { Observers } from '../observing/observers.ts'
import type { JointCommits } from './joint-commits.ts'
import type { MapRuns } from './map-runs.ts'
import type { Presence } from './presence.ts'
import type { CompiledRuns } from './programs.ts'
import type { Run } from './run.ts'
import type { TaskRunner } from './tasks.ts'

export interface DriverRoom {
  readonly surroundings: BackgroundSurroundings
  readonly presence: Presence
  readonly commits: JointCommits
  readonly programs: CompiledRuns
  readonly runner: TaskRunner
  readonly observers: Observers
  readonly mapRuns: MapRuns
  /** Executions give their places back when they end. */
  readonly openExecutions: Pick<Allowance, 'giveBack'>
  /** On whose behalf an execution acts. */
  readonly callerOf: (run: Run, roleArn: string | undefined) => Caller
}
