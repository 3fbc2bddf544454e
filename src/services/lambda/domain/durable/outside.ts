/** What changes an execution's operations from outside of its function: time, callbacks, other functions. */
import { Draft, type Lookup } from './draft.ts'
import { callbackClosed } from './refusals.ts'
import type { Change, ErrorObject, Execution, Operation } from './types.ts'

/** Ends the waits, retries and callbacks of a draft's execution whose time has come. Answers whether there were any. */
export function settleDue(draft: Draft): boolean {
  const due = Object.entries(draft.execution.timers)
    .filter(([, at]) => at <= draft.now)
    .sort(([, left], [, right]) => left - right)
  for (const [id] of due) {
    const operation = draft.find(id)
    if (operation !== undefined) settle(draft, operation)
  }
  return due.length > 0
}

function settle(draft: Draft, operation: Operation): void {
  switch (operation.type) {
    case 'WAIT':
      draft.end(operation, 'SUCCEEDED')
      draft.event('WaitSucceeded', operation, { waitSeconds: operation.wait?.seconds ?? 0 })
      return
    case 'STEP': {
      const { nextAttemptAt: _at, ...ready } = operation
      draft.put({ ...ready, status: 'READY' })
      return
    }
    case 'CALLBACK': {
      const { timeoutAt = Number.POSITIVE_INFINITY, heartbeatAt = Number.POSITIVE_INFINITY } =
        operation.callback ?? {}
      const error =
        heartbeatAt < timeoutAt
          ? { ErrorType: 'Callback.Heartbeat', ErrorMessage: 'Callback timed out on heartbeat' }
          : { ErrorType: 'Callback.Timeout', ErrorMessage: 'Callback timed out' }
      draft.end(operation, 'TIMED_OUT', { error })
      // The history names the type alone. Source: histories of executions on AWS.
      draft.event('CallbackTimedOut', operation, { error: { ErrorType: error.ErrorType } })
      return
    }
    default:
  }
}

/** Time has passed: what is due is done, and the function is invoked to see it. Undefined when nothing was. */
export function timePassed(execution: Execution, lookup: Lookup, now: number): Change | undefined {
  if (execution.status !== 'RUNNING') return undefined
  const draft = new Draft(execution, lookup, now)
  if (!settleDue(draft)) return undefined
  draft.work({ kind: 'invoke' })
  return draft.change()
}

/** What somebody outside answers. */
export type CallbackOutcome =
  | { readonly status: 'SUCCEEDED'; readonly result?: string }
  | { readonly status: 'FAILED'; readonly error?: ErrorObject }

/** Ends a callback. Fails with CallbackTimeoutException when nobody waits for it (any more). */
export function endCallback(
  execution: Execution,
  operation: Operation | undefined,
  outcome: CallbackOutcome,
  now: number,
): Change {
  const waiting = requireWaiting(execution, operation, now)
  const draft = new Draft(execution, only(waiting), now)
  const { status, ...members } = outcome
  draft.end(waiting, status, members)
  draft.event(status === 'SUCCEEDED' ? 'CallbackSucceeded' : 'CallbackFailed', waiting, members)
  draft.work({ kind: 'invoke' })
  return draft.change()
}

/** Gives whoever works on a callback more time. Undefined when its time was not limited so. Fails as {@link endCallback}. */
export function heartbeat(
  execution: Execution,
  operation: Operation | undefined,
  now: number,
): Change | undefined {
  const waiting = requireWaiting(execution, operation, now)
  const { callback } = waiting
  if (callback?.heartbeatSeconds === undefined) return undefined
  const draft = new Draft(execution, only(waiting), now)
  const { unseen } = execution
  draft.put({ ...waiting, callback: { ...callback, heartbeatAt: now + callback.heartbeatSeconds * 1000 } })
  // The function does not see heartbeats.
  draft.update({ unseen })
  return draft.change()
}

function requireWaiting(execution: Execution, operation: Operation | undefined, now: number): Operation {
  const { timeoutAt = Number.POSITIVE_INFINITY, heartbeatAt = Number.POSITIVE_INFINITY } =
    operation?.callback ?? {}
  if (
    execution.status !== 'RUNNING' ||
    operation?.type !== 'CALLBACK' ||
    operation.status !== 'STARTED' ||
    timeoutAt <= now ||
    heartbeatAt <= now
  ) {
    throw callbackClosed()
  }
  return operation
}

/** How a chained invocation ended. */
export type ChainedOutcome =
  | { readonly status: 'SUCCEEDED'; readonly result?: string }
  | { readonly status: 'FAILED' | 'TIMED_OUT' | 'STOPPED'; readonly error?: ErrorObject }

const chainedEvents = {
  SUCCEEDED: 'ChainedInvokeSucceeded',
  FAILED: 'ChainedInvokeFailed',
  TIMED_OUT: 'ChainedInvokeTimedOut',
  STOPPED: 'ChainedInvokeStopped',
} as const

/** Ends a chained invocation; undefined when it had ended, or its execution has. */
export function endChainedInvoke(
  execution: Execution,
  operation: Operation | undefined,
  outcome: ChainedOutcome,
  now: number,
): Change | undefined {
  if (execution.status !== 'RUNNING') return undefined
  if (operation?.type !== 'CHAINED_INVOKE' || operation.status !== 'STARTED') return undefined
  const draft = new Draft(execution, only(operation), now)
  const { status, ...members } = outcome
  draft.end(operation, status, members)
  draft.event(chainedEvents[status], operation, members)
  draft.work({ kind: 'invoke' })
  return draft.change()
}

/** What an execution's end is to the operation that waits for it. */
export function outcomeOfChild(child: Execution): ChainedOutcome | undefined {
  const { status, result, error, timeoutSeconds } = child
  switch (status) {
    case 'RUNNING':
      return undefined
    case 'SUCCEEDED':
      return { status, ...(result === undefined ? {} : { result }) }
    case 'TIMED_OUT': {
      const ErrorMessage = `CHAINED_INVOKE timed out after ${timeoutSeconds} seconds.`
      return { status, error: { ErrorType: 'ChainedInvoke.Timeout', ErrorMessage } }
    }
    default:
      return { status, ...(error === undefined ? {} : { error }) }
  }
}

function only(operation: Operation): Lookup {
  return (id) => (id === operation.id ? operation : undefined)
}
