import { type Soon, soon } from '../../../../base/soon.ts'
import type { SucceedState } from '../../definition/program.ts'
import { effectiveInput, outcomeOfInput } from '../data-flow.ts'
import type { Run } from '../run.ts'
import { exit } from '../transition.ts'
import type { ThreadId } from '../types.ts'

/** Succeed: ends the execution, or the branch or iteration that it is in. */
export function beginSucceed(run: Run, id: ThreadId, state: SucceedState): Soon<void> {
  const input = effectiveInput(run, id, state)
  return soon(outcomeOfInput(run, id, state, input), (outcome) =>
    exit(run, id, state, outcome, { end: true }),
  )
}
