/** The beginning and the ends of an execution. */

import { Draft } from './draft.ts'
import { chainedPayloadBytes } from './limits.ts'
import type { Change, ErrorObject, Execution, ExecutionStatus, Operation } from './types.ts'

/** What an execution is begun with. */
export type Beginning = Pick<
  Execution,
  | 'accountId'
  | 'region'
  | 'functionName'
  | 'version'
  | 'name'
  | 'id'
  | 'functionArn'
  | 'invokedArn'
  | 'inputHash'
  | 'timeoutSeconds'
  | 'retentionDays'
  | 'kmsKeyArn'
  | 'resultBytesMax'
  | 'tenantId'
  | 'traceHeader'
  | 'parent'
> & { readonly input?: string }

/** The ARN of an execution of a function's version. */
export function executionArn(functionArn: string, name: string, id: string): string {
  return `${functionArn}/durable-execution/${name}/${id}`
}

/** Begins an execution: its function is to be invoked for the first time. */
export function begin({ input, ...facts }: Beginning, now: number): Change {
  const execution: Execution = {
    ...facts,
    arn: executionArn(facts.functionArn, facts.name, facts.id),
    status: 'RUNNING',
    startedAt: now,
    operationCount: 0,
    tokenSequence: 0,
    unseen: [],
    timers: {},
    pendingCount: 0,
    owed: true,
    failures: 0,
  }
  const draft = new Draft(execution, () => undefined, now)
  const root = draft.begin({
    id: facts.id,
    name: facts.name,
    type: 'EXECUTION',
    status: 'STARTED',
    startedAt: now,
    ...(input === undefined ? {} : { input }),
  })
  draft.event('ExecutionStarted', root, {
    timeoutSeconds: facts.timeoutSeconds,
    ...(input === undefined ? {} : { input }),
  })
  draft.work({ kind: 'timeout', at: now + facts.timeoutSeconds * 1000 })
  draft.work({ kind: 'invoke' })
  return draft.change()
}

/** How an execution ends. */
export type Ending =
  | { readonly status: 'SUCCEEDED'; readonly result?: string }
  | { readonly status: 'FAILED' | 'STOPPED' | 'TIMED_OUT'; readonly error?: ErrorObject }

const endEvents = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  STOPPED: 'ExecutionStopped',
  TIMED_OUT: 'ExecutionTimedOut',
} as const satisfies Record<Exclude<ExecutionStatus, 'RUNNING'>, string>

/** Ends an execution that runs. What it waited for is no longer waited for. */
export function close(draft: Draft, ending: Ending): void {
  const { execution, now } = draft
  const result = ending.status === 'SUCCEEDED' ? ending.result : undefined
  const error = ending.status === 'SUCCEEDED' ? undefined : ending.error
  const outcome = { ...(result === undefined ? {} : { result }), ...(error === undefined ? {} : { error }) }
  const root = draft.find(execution.id)
  if (root !== undefined) draft.end(root, ending.status)
  draft.update({ status: ending.status, endedAt: now, ...outcome, timers: {}, pendingCount: 0, owed: false })
  // The error of a time-out stands with the execution alone. Source: histories of executions on AWS.
  draft.event(endEvents[ending.status], root, ending.status === 'TIMED_OUT' ? {} : outcome)
  if (execution.parent !== undefined) draft.work({ kind: 'report' })
  draft.work({ kind: 'forget', at: now + execution.retentionDays * 86_400_000 })
}

/** Stops an execution; undefined when it has ended before, which changes nothing. `root` is its EXECUTION operation. */
export function stop(
  execution: Execution,
  root: Operation | undefined,
  error: ErrorObject | undefined,
  now: number,
): Change | undefined {
  if (execution.status !== 'RUNNING') return undefined
  const draft = new Draft(execution, onlyRoot(root), now)
  // Without a reason AWS notes an error without members.
  close(draft, { status: 'STOPPED', error: error ?? {} })
  return draft.change()
}

/** Ends an execution that took too long; undefined when its time is not over or it has ended before. */
export function timeOut(execution: Execution, root: Operation | undefined, now: number): Change | undefined {
  const { status, startedAt, timeoutSeconds } = execution
  if (status !== 'RUNNING' || now < startedAt + timeoutSeconds * 1000) return undefined
  const draft = new Draft(execution, onlyRoot(root), now)
  const error = { ErrorMessage: `Execution timed out after ${timeoutSeconds} seconds.` }
  close(draft, { status: 'TIMED_OUT', error })
  return draft.change()
}

function onlyRoot(root: Operation | undefined) {
  return (id: string) => (id === root?.id ? root : undefined)
}

/** Why a result cannot be taken; undefined when it can. */
export function resultProblem(execution: Execution, resultBytes: number): string | undefined {
  const { resultBytesMax, parent } = execution
  const max = parent === undefined ? resultBytesMax : Math.min(resultBytesMax, chainedPayloadBytes)
  if (resultBytes <= max) return undefined
  return `Execution output payload size must be less than or equal to ${max} bytes.`
}
