import type { FailState } from '../../definition/program.ts'
import { scopeOf } from '../context.ts'
import { effectiveInput } from '../data-flow.ts'
import { FailureError, failureDetails } from '../failure.ts'
import type { Run } from '../run.ts'
import type { ThreadId } from '../types.ts'

/** Fail: fails the execution, or the branch or iteration that it is in, with its Error and Cause, either of which may be absent. */
export async function beginFail(run: Run, id: ThreadId, state: FailState): Promise<void> {
  const scope = scopeOf(run, id, { input: effectiveInput(run, id, state) })
  const error = await state.error?.evaluate(scope)
  const cause = await state.cause?.evaluate(scope)
  throw new FailureError({ ...failureDetails({ error, cause }), notOfTask: true })
}
