import type { WaitState } from '../../definition/program.ts'
import { scopeOf } from '../context.ts'
import { effectiveInput, outcomeOfInput } from '../data-flow.ts'
import type { Run } from '../run.ts'
import { exit } from '../transition.ts'
import type { ThreadId } from '../types.ts'

/** Wait: until a moment, or for a number of seconds. A moment that has passed is no wait. */
export async function beginWait(run: Run, id: ThreadId, state: WaitState): Promise<void> {
  const scope = scopeOf(run, id, { input: effectiveInput(run, id, state) })
  const untilMs =
    state.timestampMs !== undefined
      ? await state.timestampMs.evaluate(scope)
      : run.nowMs + ((await state.seconds?.evaluate(scope)) ?? 0) * 1000
  if (untilMs <= run.nowMs || run.inspection) return endWait(run, id, state)
  run.changeThread(id, { activity: { kind: 'wait', timerId: run.setTimer(id, untilMs), untilMs } })
}

/** The moment has come. */
export async function endWait(run: Run, id: ThreadId, state: WaitState): Promise<void> {
  const input = effectiveInput(run, id, state)
  exit(run, id, state, await outcomeOfInput(run, id, state, input), state.transition)
}
