/** Where Map Runs are taken up: what lanes do with the commands for them, in their own commits. */
import type { Atomic } from '../../../store/index.ts'
import type { StartMapRunCommand } from '../engine.ts'
import type { ExecutionRecord } from '../records.ts'
import type { Run } from './run.ts'

export interface MapRuns {
  /** Adds to the commit what begins a Map Run. Its answers come by mail: MapRunStarted, then MapRunSucceeded or MapRunFailed. */
  start(commit: Atomic, run: Run, command: StartMapRunCommand, nodeId: string): void
  /** Adds to the commit what ends it: nobody waits for it any more. */
  stop(commit: Atomic, run: Run, taskId: string): void
  /** Adds to the commit that ends a child execution what its Map Run must know. */
  childEnded(commit: Atomic, record: ExecutionRecord): void
  /** A child waits, and has nothing to do on this node meanwhile. */
  childRests(mapRunId: string, name: string): void
  /** Something of the above has been stored. */
  wake(): void
  /** Goes on with those of a node that is no more. */
  takeOver(nodeId: string): Promise<void>
}
