/**
 * The way back: what an update changed is changed back to what it was, along the graph of then. What was replaced has its old
 * physical resource still; what was made goes afterwards.
 */
import { type Made, madeOf, type StackResource, type Task } from './resource.ts'
import type { Turn } from './turn.ts'

/** Whether a task is one that the way back has to do with. */
function isToRestore(task: Task | undefined): task is Task {
  return task !== undefined && task.action !== 'create' && task.action !== 'delete' && !isRestored(task)
}

function isRestored({ action, state }: Task): boolean {
  return action === 'restore' && state === 'done'
}

/** Starts what may start. `done`: nothing is left to do; `stuck`: something failed, and nothing else can go on. */
export function goBack(turn: Turn): 'done' | 'going' | 'stuck' {
  const left = [...turn.resources.values()].filter((resource) => isToRestore(turn.openTaskOf(resource)))
  const leftIds = new Set(left.map(({ logicalId }) => logicalId))
  let stuck = false
  for (const resource of left) {
    const { logicalId } = resource
    const task = turn.openTaskOf(resource)
    if (!task || turn.running.has(logicalId)) continue
    const own = task.operationId === turn.operation.id
    if (own && task.action === 'restore' && task.state === 'failed') {
      stuck = true
      continue
    }
    if (own && task.action === 'restore' && task.state === 'waiting') continue
    const needs = task.before?.dependsOn ?? resource.dependsOn
    if (needs.some((need) => need !== logicalId && leftIds.has(need))) continue
    restore(turn, resource, task)
    if (!isToRestore(turn.openTaskOf(turn.resources.get(logicalId)))) leftIds.delete(logicalId)
  }
  // What was restored without a call lets others begin at once.
  if (leftIds.size < left.length) return goBack(turn)
  if (leftIds.size === 0) return 'done'
  const waiting = left.some((resource) => turn.openTaskOf(resource)?.state === 'waiting')
  return turn.running.size > 0 || waiting || !stuck ? 'going' : 'stuck'
}

function restore(turn: Turn, resource: StackResource, task: Task): void {
  const { logicalId } = resource
  const operationId = turn.operation.id
  const { before } = task
  if (task.action === 'import') {
    turn.mark(resource, 'IMPORT_ROLLBACK_COMPLETE')
    turn.remove(logicalId)
    return
  }
  if (task.quiet) {
    turn.put({ ...own(resource, before), task: { operationId, action: 'restore', state: 'done' } })
    return
  }
  if (turn.operation.skip.includes(logicalId) || !before) {
    turn.mark(restored(turn, resource, task), 'UPDATE_COMPLETE')
    return
  }
  if (task.action === 'replace' || (task.action === 'update' && !task.next && task.state === 'failed')) {
    turn.mark(restored(turn, resource, task), 'UPDATE_COMPLETE')
    return
  }
  // What it has now: what was being made of it, when that did not come to its end.
  const current = task.state === 'done' || !task.next ? madeOf(resource) : task.next
  const begun = turn.mark(
    {
      ...resource,
      task: { ...task, operationId, action: 'restore', state: 'running', next: current },
    },
    'UPDATE_IN_PROGRESS',
  )
  if (resource.type === 'AWS::CloudFormation::Stack')
    turn.start({ do: 'childBack', logicalId, made: madeOf(begun) })
  else
    turn.start({
      do: 'update',
      logicalId,
      previous: { ...current, attributes: resource.attributes },
      made: before,
      again: task.action === 'restore',
    })
}

/** A resource as it was, with what has to go once the stack is stable. */
export function restored(turn: Turn, resource: StackResource, task: Task): StackResource {
  const replaced =
    task.action === 'replace' && task.state === 'done' && resource.physicalId !== task.before?.physicalId
      ? [madeOf(resource)]
      : []
  const discarded = [...(task.discarded ?? []), ...replaced]
  return {
    ...own(resource, task.before),
    task: {
      operationId: turn.operation.id,
      action: 'restore',
      state: 'done',
      ...(discarded.length > 0 && { discarded }),
    },
  }
}

function own(resource: StackResource, before: Made | undefined): StackResource {
  if (!before) return resource
  const { accountId, region, stackUuid, logicalId, status, updatedAt } = resource
  return { ...before, accountId, region, stackUuid, logicalId, status, updatedAt }
}
