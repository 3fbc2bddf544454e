import type { SucceedState } from '../../definition/program.ts'
import { effectiveInput, outcomeOfInput } from '../data-flow.ts'
import type { Run } from '../run.ts'
import { exit } from '../transition.ts'
import type { ThreadId } from '../types.ts'

/** Succeed: ends the execution, or the branch or iteration that it is in. */
export async function beginSucceed(run: Run, id: ThreadId, state: SucceedState): Promise<void> {
  const input = effectiveInput(run, id, state)
  exit(run, id, state, await outcomeOfInput(run, id, state, input), { end: true })
}
