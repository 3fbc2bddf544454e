/**
 * A checkpoint: the function says what it did and what it waits for. All updates are taken or none. What fell due
 * meanwhile is done in the same step, so that a function that goes on running sees it in the answer.
 */
import { Draft, type EventDetails, type Lookup } from './draft.ts'
import { close, resultProblem } from './lifecycle.ts'
import { settleDue } from './outside.ts'
import { invalidCheckpointToken, refused } from './refusals.ts'
import { callbackId, checkpointToken } from './tokens.ts'
import type { ChainedTarget, Change, ErrorObject, Execution, Operation, Update } from './types.ts'
import { byteLength, validateBatch, validateTarget, validateUpdate } from './validate-updates.ts'

export interface Checkpoint {
  readonly token: string
  readonly clientToken?: string
  readonly updates: readonly Update[]
  /** By the id of the update that begins it. */
  readonly targets: ReadonlyMap<string, ChainedTarget>
}

/** The operations that the function has not seen so yet, and what it writes the next checkpoint with. */
export interface CheckpointAnswer {
  /** Absent: the execution has ended, nothing more is written. */
  readonly token?: string
  readonly operationIds: readonly string[]
}

/** What a repetition of the last checkpoint is answered with; undefined when it is none. */
export function repeatedCheckpoint(
  execution: Execution,
  { token, clientToken }: Pick<Checkpoint, 'token' | 'clientToken'>,
): CheckpointAnswer | undefined {
  const { lastCheckpoint: last, status, invocation } = execution
  if (clientToken === undefined || last === undefined || status !== 'RUNNING' || !invocation) return undefined
  if (last.clientToken !== clientToken || last.token !== token) return undefined
  return { token: checkpointToken(execution), operationIds: last.operationIds }
}

/** Refuses a token that is not the newest of the invocation that runs. Fails with InvalidParameterValueException. */
export function requireToken(execution: Execution, token: string): void {
  const { status, invocation } = execution
  if (status !== 'RUNNING' || !invocation || token !== checkpointToken(execution))
    throw invalidCheckpointToken()
}

/**
 * Takes a checkpoint. `lookup` must know the operations that the updates name, their parents, and those of the execution's
 * timers that are due. Fails with InvalidParameterValueException.
 */
export function checkpoint(
  execution: Execution,
  lookup: Lookup,
  request: Checkpoint,
  now: number,
): { readonly change: Change; readonly answer: CheckpointAnswer } {
  requireToken(execution, request.token)
  const draft = new Draft(execution, lookup, now)
  validateBatch(request.updates, lookup)
  for (const update of request.updates) {
    validateUpdate(update, (id) => draft.find(id))
    apply(draft, update, request.targets)
  }
  if (draft.execution.status === 'RUNNING') settleDue(draft)
  const { unseen, status } = draft.execution
  const operationIds = unseen
  draft.update({ unseen: [], tokenSequence: execution.tokenSequence + 1 })
  if (status !== 'RUNNING') return { change: draft.change(), answer: { operationIds } }
  if (request.clientToken !== undefined) {
    draft.update({ lastCheckpoint: { clientToken: request.clientToken, token: request.token, operationIds } })
  }
  return { change: draft.change(), answer: { token: checkpointToken(draft.execution), operationIds } }
}

function apply(draft: Draft, update: Update, targets: Checkpoint['targets']): void {
  if (update.type === 'EXECUTION') applyToExecution(draft, update)
  else if (update.type === 'CONTEXT') applyToContext(draft, update)
  else if (update.type === 'STEP') applyToStep(draft, update)
  else if (update.type === 'WAIT') applyToWait(draft, update)
  else if (update.type === 'CALLBACK') beginCallback(draft, update)
  else beginChainedInvoke(draft, update, targets.get(update.id))
}

function applyToExecution(draft: Draft, { action, payload, error }: Update): void {
  const problem = resultProblem(draft.execution, payload === undefined ? 0 : byteLength(payload))
  if (problem !== undefined) throw refused(problem)
  if (action === 'SUCCEED')
    close(draft, { status: 'SUCCEEDED', ...(payload === undefined ? {} : { result: payload }) })
  else close(draft, { status: 'FAILED', ...(error === undefined ? {} : { error }) })
}

function applyToContext(draft: Draft, update: Update): void {
  const known = draft.find(update.id)
  if (update.action === 'START') {
    if (known !== undefined) throw refused('Cannot start a CONTEXT that already exist.')
    draft.event('ContextStarted', begin(draft, update))
    return
  }
  // A context need not have been begun: small ones are written once, when they end.
  if (known !== undefined && known.status !== 'STARTED')
    throw refused('Invalid current CONTEXT state to close.')
  const operation = known ?? begin(draft, update)
  const outcome = outcomeOf(update)
  const { replayChildren } = update
  draft.end(operation, update.action === 'SUCCEED' ? 'SUCCEEDED' : 'FAILED', {
    ...outcome,
    ...(replayChildren === undefined ? {} : { replayChildren }),
  })
  draft.event(update.action === 'SUCCEED' ? 'ContextSucceeded' : 'ContextFailed', operation, outcome)
}

function applyToStep(draft: Draft, update: Update): void {
  const known = draft.find(update.id)
  if (update.action === 'START') {
    if (known === undefined) {
      draft.event('StepStarted', begin(draft, update))
      return
    }
    if (known.status !== 'READY') throw refused('Invalid current STEP state to start.')
    draft.put({ ...known, status: 'STARTED' })
    draft.event('StepStarted', known)
    return
  }
  if (known !== undefined && known.status !== 'STARTED' && known.status !== 'READY') {
    throw refused(`Invalid current STEP state to ${update.action === 'RETRY' ? 're-attempt' : 'close'}.`)
  }
  const { result: _result, error: _error, nextAttemptAt: _at, ...operation } = known ?? begin(draft, update)
  const attempt = (operation.attempt ?? 0) + 1
  const outcome = outcomeOf(update)
  if (update.action === 'RETRY') {
    retryStep(draft, update, { ...operation, ...outcome, attempt })
    return
  }
  const succeeded = update.action === 'SUCCEED'
  draft.end(operation, succeeded ? 'SUCCEEDED' : 'FAILED', { ...outcome, attempt })
  draft.event(succeeded ? 'StepSucceeded' : 'StepFailed', operation, { ...outcome, attempt })
}

function retryStep(draft: Draft, update: Update, operation: Operation): void {
  const { payload, error, nextAttemptDelaySeconds: delaySeconds } = update
  if (delaySeconds === undefined) throw refused('Invalid StepOptions for the given action.')
  if (payload !== undefined && error !== undefined)
    throw refused('Cannot provide both error and payload to RETRY a STEP.')
  draft.put({ ...operation, status: 'PENDING', nextAttemptAt: draft.now + delaySeconds * 1000 })
  const details = { ...outcomeOf(update), attempt: operation.attempt ?? 1, delaySeconds }
  draft.event(error === undefined ? 'StepSucceeded' : 'StepFailed', operation, details)
}

function applyToWait(draft: Draft, update: Update): void {
  const known = draft.find(update.id)
  if (update.action === 'CANCEL') {
    if (known?.status !== 'STARTED')
      throw refused('Cannot cancel a WAIT that does not exist or has already completed.')
    draft.end(known, 'CANCELLED')
    draft.event('WaitCancelled', known)
    return
  }
  if (known !== undefined) throw refused('Cannot start a WAIT that already exist.')
  const { waitSeconds: seconds } = update
  if (seconds === undefined) throw refused('Update for WAIT operation requires WaitOptions.')
  const endsAt = draft.now + seconds * 1000
  const operation = begin(draft, update, { wait: { seconds, endsAt } })
  draft.event('WaitStarted', operation, { waitSeconds: seconds, endsAt })
}

function beginCallback(draft: Draft, update: Update): void {
  if (draft.find(update.id) !== undefined) throw refused('Cannot start a CALLBACK that already exist.')
  const { callbackSeconds, heartbeatSeconds } = update
  const id = callbackId(draft.execution, update.id)
  const operation = begin(draft, update, {
    callback: {
      id,
      // 0 is the same as no limit.
      ...(callbackSeconds ? { timeoutAt: draft.now + callbackSeconds * 1000 } : {}),
      ...(heartbeatSeconds ? { heartbeatSeconds, heartbeatAt: draft.now + heartbeatSeconds * 1000 } : {}),
    },
  })
  draft.event('CallbackStarted', operation, {
    callbackId: id,
    ...(callbackSeconds ? { callbackSeconds } : {}),
    ...(heartbeatSeconds ? { heartbeatSeconds } : {}),
  })
}

function beginChainedInvoke(draft: Draft, update: Update, target: ChainedTarget | undefined): void {
  if (draft.find(update.id) !== undefined)
    throw refused('Cannot start a CHAINED_INVOKE operation that already exists.')
  validateTarget(target)
  const { payload, functionName = '', tenantId, traceId } = update
  const facts: EventDetails = { functionName, ...(tenantId === undefined ? {} : { tenantId }) }
  if ('error' in target) {
    const operation = begin(draft, update)
    draft.end(operation, 'FAILED', { error: target.error })
    draft.event('ChainedInvokeStarted', operation, facts)
    draft.event('ChainedInvokeFailed', operation, { error: target.error })
    return
  }
  const { version, child } = target
  const input = payload === undefined ? {} : { input: payload }
  const operation = begin(draft, update, {
    ...input,
    invoke: {
      functionName,
      version,
      ...(tenantId === undefined ? {} : { tenantId }),
      ...(traceId === undefined ? {} : { traceId }),
      ...(child === undefined ? {} : { child }),
    },
  })
  const childArn = child === undefined ? {} : { childArn: child.arn }
  draft.event('ChainedInvokeStarted', operation, { ...facts, ...input, version, ...childArn })
  draft.work({ kind: 'call', operationId: update.id })
}

function begin(draft: Draft, update: Update, members: Partial<Operation> = {}): Operation {
  const { id, type, parentId, name, subType } = update
  return draft.begin({
    id,
    type,
    status: 'STARTED',
    startedAt: draft.now,
    ...(parentId === undefined ? {} : { parentId }),
    ...(name === undefined ? {} : { name }),
    ...(subType === undefined ? {} : { subType }),
    ...members,
  })
}

function outcomeOf({ payload, error }: Update): { result?: string; error?: ErrorObject } {
  return {
    ...(payload === undefined ? {} : { result: payload }),
    ...(error === undefined ? {} : { error }),
  }
}
