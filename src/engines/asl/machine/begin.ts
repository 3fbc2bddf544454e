import { unreachable } from '../../../base/invariant.ts'
import type { Soon } from '../../../base/soon.ts'
import type { State } from '../definition/program.ts'
import type { Run } from './run.ts'
import { beginChoice } from './states/choice.ts'
import { beginDistributedMap } from './states/distributed-map.ts'
import { beginFail } from './states/fail.ts'
import { beginMap } from './states/map.ts'
import { beginParallel } from './states/parallel.ts'
import { beginPass } from './states/pass.ts'
import { beginSucceed } from './states/succeed.ts'
import { beginTask } from './states/task.ts'
import { beginWait } from './states/wait.ts'
import type { ThreadId } from './types.ts'

/**
 * A state that was entered begins its work, or begins it again. Afterwards its thread waits for the world, is about to enter the next state, or has
 * ended.
 * @throws StateError, FailureError what the state fails with
 */
export function begin(run: Run, id: ThreadId, state: State): Soon<void> {
  switch (state.type) {
    case 'Pass':
      return beginPass(run, id, state)
    case 'Task':
      return beginTask(run, id, state)
    case 'Choice':
      return beginChoice(run, id, state)
    case 'Wait':
      return beginWait(run, id, state)
    case 'Succeed':
      return beginSucceed(run, id, state)
    case 'Fail':
      return beginFail(run, id, state)
    case 'Parallel':
      return beginParallel(run, id, state)
    case 'Map': {
      if (state.itemProcessor.mode === 'INLINE') return beginMap(run, id, state)
      const { activity } = run.thread(id)
      return beginDistributedMap(run, id, state, activity.kind === 'again' ? activity.mapRunArn : undefined)
    }
    default:
      return unreachable(state, 'A state has one of the known types')
  }
}
