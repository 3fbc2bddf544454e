/**
 * Invocations of an execution's function, one at a time. A message asks for each; messages of one execution are handled one
 * after the other. Whoever ends a wait just asks: an invocation that finds nothing new is not made.
 *
 * A message that comes twice (a server died while its invocation ran) begins a new invocation under a new id: tokens of the
 * one before are worth nothing from then on. A message whose invocation was brought to its end is not begun again.
 */
import { Draft } from './draft.ts'
import { type HandlerAnswer, readAnswer } from './handler-answer.ts'
import { close, resultProblem } from './lifecycle.ts'
import { failedInvocationsMax, idleInvocationsMax, invocationRetryMs } from './limits.ts'
import type { Change, ErrorObject, Execution, Invocation, Operation } from './types.ts'
import { byteLength } from './validate-updates.ts'

/** What an invocation is begun with. */
export interface BegunInvocation {
  readonly change: Change
  /** Operations that changed since the invocation before. */
  readonly updatedOperationIds: readonly string[]
}

/** Begins the invocation that a message asks for; undefined when there is no need of it. */
export function beginInvocation(
  execution: Execution,
  invocation: Pick<Invocation, 'id' | 'message'>,
  now: number,
): BegunInvocation | undefined {
  const { status, owed, unseen, notBefore = 0, settled, invocation: running } = execution
  if (status !== 'RUNNING' || settled === invocation.message) return undefined
  const interrupted = running?.message === invocation.message
  if (!interrupted && (now < notBefore || !(owed || unseen.length > 0))) return undefined
  const draft = new Draft(execution, () => undefined, now)
  draft.update({ invocation: { ...invocation, startedAt: now }, owed: false, unseen: [] })
  // The function sees all operations at once, so the answer to a repeated checkpoint is of no use any more.
  const { lastCheckpoint: _last, notBefore: _before, ...rest } = draft.execution
  return { change: { ...draft.change(), execution: rest }, updatedOperationIds: unseen }
}

/** How an invocation ended: with the function's answer, with its error, or not at all. */
export type InvocationOutcome =
  | { readonly kind: 'answered'; readonly payload: string }
  /** `repeat`: false when another try cannot help, as where the function is gone. */
  | { readonly kind: 'failed'; readonly error: ErrorObject; readonly repeat: boolean }

/**
 * Ends an invocation: the execution ends, waits, or is tried again. Undefined when another invocation has taken its place.
 * `root` is the execution's EXECUTION operation.
 */
export function endInvocation(
  execution: Execution,
  root: Operation | undefined,
  invocationId: string,
  outcome: InvocationOutcome,
  now: number,
): Change | undefined {
  const { invocation } = execution
  if (invocation?.id !== invocationId) return undefined
  const draft = new Draft(execution, (id) => (id === root?.id ? root : undefined), now)
  const answer = outcome.kind === 'answered' ? checkedAnswer(execution, outcome.payload) : outcome
  const error = 'error' in answer ? answer.error : undefined
  draft.event('InvocationCompleted', undefined, {
    startedAt: invocation.startedAt,
    requestId: invocation.id,
    ...(error === undefined ? {} : { error }),
  })
  // Whatever ended the execution while the function ran stands.
  if (execution.status === 'RUNNING') act(draft, answer)
  const change = draft.change()
  const { invocation: _running, ...settled } = change.execution
  return { ...change, execution: { ...settled, settled: invocation.message } }
}

type Checked =
  | HandlerAnswer
  | { readonly kind: 'failed'; readonly error: ErrorObject; readonly repeat: boolean; readonly max?: number }

function checkedAnswer(execution: Execution, payload: string): Checked {
  const answer = readAnswer(payload)
  const problem = 'problem' in answer ? answer.problem : problemOf(execution, answer)
  if (problem === undefined && !('problem' in answer)) return answer
  const error = { ErrorType: 'InvalidParameterValueException', ErrorMessage: problem ?? '' }
  // The SDKs may say so when something ended at the same moment; the next try sees it.
  const idle = !('problem' in answer) && answer.kind === 'pending'
  return { kind: 'failed', error, repeat: idle, max: idleInvocationsMax }
}

function problemOf(execution: Execution, answer: HandlerAnswer): string | undefined {
  if (answer.kind === 'succeeded')
    return resultProblem(execution, answer.result === undefined ? 0 : byteLength(answer.result))
  if (answer.kind !== 'pending') return undefined
  if (execution.pendingCount > 0 || execution.unseen.length > 0) return undefined
  return 'Cannot return PENDING status with no pending operations.'
}

function act(draft: Draft, answer: Checked): void {
  switch (answer.kind) {
    case 'pending':
      draft.update({ failures: 0 })
      return
    case 'succeeded':
      close(draft, {
        status: 'SUCCEEDED',
        ...(answer.result === undefined ? {} : { result: answer.result }),
      })
      return
    case 'gave up':
      close(draft, { status: 'FAILED', ...(answer.error === undefined ? {} : { error: answer.error }) })
      return
    case 'failed': {
      const failures = draft.execution.failures + 1
      if (!answer.repeat || failures >= (answer.max ?? failedInvocationsMax)) {
        close(draft, { status: 'FAILED', error: answer.error })
        return
      }
      const at = draft.now + invocationRetryMs
      draft.update({ failures, owed: true, notBefore: at })
      draft.work({ kind: 'invoke', at })
      return
    }
    default:
  }
}
