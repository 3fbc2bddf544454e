/** What became of what was started, written into records and events. */

import { restored } from './back.ts'
import { cancel, fail } from './forward.ts'
import { creationInitiated, needsNewResource, userInitiated } from './reasons.ts'
import { removalFailed, removed } from './removing.ts'
import { madeOf, type StackResource, type Task } from './resource.ts'
import type { Turn } from './turn.ts'
import type { Outcome } from './work.ts'

/** Takes an outcome in. What is of an attempt that is over changes nothing. */
export function take(turn: Turn, outcome: Outcome, failing: boolean): void {
  switch (outcome.type) {
    case 'cancel':
      turn.operation = { ...turn.operation, cancelled: true }
      return
    case 'fail':
      if (goesForward(turn) && turn.operation.failure === undefined)
        turn.operation = { ...turn.operation, failure: outcome.reason }
      return
    case 'looked':
      turn.operation = { ...turn.operation, lookedAt: outcome.at }
      return
    case 'proceed':
      if (turn.operation.phase === 'awaiting') proceed(turn, outcome.phase)
      return
    case 'delete':
      beginDeletion(turn, outcome)
      return
    case 'told':
      told(turn, outcome)
      return
    default:
      takeResource(turn, outcome, failing)
      return
  }
}

function goesForward({ operation: { phase } }: Turn): boolean {
  return phase === 'forward' || phase === 'monitoring'
}

/** The stack around a nested one is through, or goes back. */
function proceed(turn: Turn, phase: 'cleanup' | 'back'): void {
  if (phase === 'back') turn.markStack('UPDATE_ROLLBACK_IN_PROGRESS', userInitiated)
  turn.enter(phase)
}

/** DeleteStack while the stack is being created. */
function beginDeletion(turn: Turn, outcome: Outcome & { type: 'delete' }): void {
  if (turn.operation.kind === 'delete') return
  turn.operation = {
    ...turn.operation,
    cancelled: true,
    onFailure: 'DELETE',
    retain: outcome.retain,
    ...(outcome.token === undefined ? {} : { token: outcome.token }),
  }
}

/** Events tell what an attempt says while it goes on; nothing else changes. */
function told(turn: Turn, { logicalId, reason }: Outcome & { type: 'told' }): void {
  const resource = turn.resources.get(logicalId)
  if (resource?.status.endsWith('_IN_PROGRESS') && turn.running.has(logicalId))
    turn.tellResource(resource, resource.status, reason)
}

function takeResource(
  turn: Turn,
  outcome: Exclude<Outcome, { type: 'cancel' | 'looked' | 'fail' | 'proceed' | 'delete' | 'told' }>,
  failing: boolean,
): void {
  turn.running.delete(outcome.logicalId)
  const resource = turn.resources.get(outcome.logicalId)
  if (!resource) return
  switch (outcome.type) {
    case 'made':
      made(turn, resource, outcome, failing)
      return
    case 'failed':
      failed(turn, resource, outcome)
      return
    case 'removed':
      removed(turn, resource)
      return
    case 'signal':
      if (resource.task)
        turn.put({ ...resource, task: { ...resource.task, state: 'waiting', wait: outcome.wait } })
      return
    case 'waiting':
      waiting(turn, resource, outcome)
      return
  }
}

function isRemoving({ operation }: Turn): boolean {
  return ['cleanup', 'backCleanup', 'undo', 'delete'].includes(operation.phase)
}

function waiting(turn: Turn, resource: StackResource, outcome: Outcome & { type: 'waiting' }): void {
  const task: Task = resource.task ?? { operationId: turn.operation.id, action: 'delete', state: 'running' }
  const next: StackResource = {
    ...resource,
    ...(outcome.physicalId === undefined ? {} : { physicalId: outcome.physicalId }),
    ...(outcome.attributes === undefined ? {} : { attributes: outcome.attributes }),
    task: { ...task, state: 'waiting', wait: outcome.wait },
  }
  turn.put(next)
  const isNew = outcome.physicalId !== undefined && outcome.physicalId !== resource.physicalId
  if (isNew && task.action === 'create') turn.tellResource(next, 'CREATE_IN_PROGRESS', creationInitiated)
  if (outcome.reason !== undefined) turn.tellResource(next, 'UPDATE_IN_PROGRESS', outcome.reason)
}

function failed(turn: Turn, resource: StackResource, outcome: Outcome & { type: 'failed' }): void {
  if (isRemoving(turn)) {
    removalFailed(turn, resource, outcome.reason)
    return
  }
  fail(turn, resource, outcome.reason, outcome.physicalId)
}

function made(
  turn: Turn,
  resource: StackResource,
  outcome: Outcome & { type: 'made' },
  failing: boolean,
): void {
  const { task } = resource
  // A nested stack that has cleaned up.
  if (isRemoving(turn)) {
    removed(turn, resource)
    return
  }
  if (!task) return
  if (task.action === 'restore') {
    turn.mark(restored(turn, resource, task), 'UPDATE_COMPLETE')
    return
  }
  if (failing) {
    cancel(turn, resource, outcome.physicalId)
    return
  }
  const { physicalId, attributes, noEcho } = outcome
  const { wait: _wait, next, ...rest } = task
  const more = { physicalId, attributes, ...(noEcho === undefined ? {} : { noEcho }) }
  const reason = turn.sources.facts.recordOnly(resource.type)
    ? `Kept as a record: this server has nothing that ${resource.type} describes`
    : undefined
  if (task.action === 'create' || task.action === 'import') {
    const done: StackResource = { ...resource, ...more, task: { ...rest, state: 'done' } }
    if (task.action === 'create' && resource.physicalId === undefined)
      turn.tellResource(done, 'CREATE_IN_PROGRESS', creationInitiated)
    turn.mark(done, task.action === 'create' ? 'CREATE_COMPLETE' : 'IMPORT_COMPLETE', reason)
    return
  }
  // A custom resource decides by its answer that another has taken its place.
  const replaced = task.action === 'replace' || physicalId !== resource.physicalId
  const { deletionPolicy: _d, updateReplacePolicy: _u, metadata: _m, ...kept } = resource
  const done: StackResource = {
    ...kept,
    ...(next ?? madeOf(resource)),
    ...more,
    task: {
      ...rest,
      action: replaced ? 'replace' : 'update',
      state: 'done',
      // A second attempt replaced what a first one, which failed, had made.
      ...(replaced && rest.before?.physicalId !== resource.physicalId && resource.physicalId !== undefined
        ? { discarded: [...(rest.discarded ?? []), madeOf(resource)] }
        : {}),
    },
  }
  if (task.action === 'replace') turn.tellResource(done, 'UPDATE_IN_PROGRESS', creationInitiated)
  else if (replaced) turn.tellResource(done, 'UPDATE_IN_PROGRESS', needsNewResource)
  turn.mark(done, 'UPDATE_COMPLETE', reason)
}
