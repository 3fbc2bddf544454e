/**
 * Removing physical resources, each when nothing that needs it is left: of stacks that are deleted or whose creation failed, and after
 * updates and rollbacks what they have replaced or left out. Of one resource there may be several: its own, those that
 * replaced ones have left, those of attempts. They go one after the other.
 * Source: Template Reference, "DeletionPolicy attribute", "UpdateReplacePolicy attribute".
 */
import { type Made, madeOf, type Policy, type StackResource } from './resource.ts'
import { snapshotReason } from './snapshots.ts'
import { existsAsMade, type Turn } from './turn.ts'

/** The next thing of a resource that has to go. `own`: the resource itself goes with it. */
interface Target {
  readonly kind: 'own' | 'before' | 'discarded'
  readonly made: Made | undefined
}

const nestedStack = 'AWS::CloudFormation::Stack'

/** What of a resource has to go next; nothing: it stays, or has gone. */
function nextTarget(turn: Turn, resource: StackResource): Target | undefined {
  const task = turn.openTaskOf(resource)
  const { phase } = turn.operation
  const [discarded] = task?.discarded ?? []
  const whole = goesAsAWhole(turn, resource)
  if (discarded) return { kind: 'discarded', made: discarded }
  const before = task?.before
  const replaced = before?.physicalId !== undefined && before.physicalId !== resource.physicalId
  if (replaced && (whole || (phase === 'cleanup' && task?.action === 'replace')))
    return { kind: 'before', made: before }
  if (!whole) return undefined
  if (resource.status === 'DELETE_COMPLETE' || resource.status === 'DELETE_SKIPPED') return undefined
  return { kind: 'own', made: existsAsMade(resource) ? madeOf(resource) : undefined }
}

/** Whether nothing of a resource is to stay. */
function goesAsAWhole(turn: Turn, resource: StackResource): boolean {
  const { phase } = turn.operation
  if (phase === 'undo' || phase === 'delete') return true
  if (phase === 'cleanup') return turn.target?.dependencies.has(resource.logicalId) !== true
  return turn.openTaskOf(resource)?.action === 'create' || isBeingRemoved(turn, resource)
}

function isBeingRemoved(turn: Turn, resource: StackResource): boolean {
  return turn.taskOf(resource)?.action === 'delete'
}

/** Starts what may start. `stuck`: something failed, and nothing else can go on. */
export function removeWhatGoes(turn: Turn): 'done' | 'going' | 'stuck' {
  for (;;) {
    const items = [...turn.resources.values()].filter(
      (resource) => nextTarget(turn, resource) !== undefined || finishesChild(turn, resource),
    )
    if (items.length === 0) return turn.running.size > 0 ? 'going' : 'done'
    const needed = new Set(
      items.flatMap(({ logicalId, ...rest }) =>
        needsOf({ logicalId, ...rest }).filter((id) => id !== logicalId),
      ),
    )
    let moved = false
    let failed = false
    let waiting = false
    for (const resource of items) {
      const state = turn.taskOf(resource)?.state
      const { logicalId } = resource
      if (turn.running.has(logicalId)) continue
      if (resource.status === 'DELETE_FAILED' && state === 'failed') failed = true
      else if (state === 'waiting') waiting = true
      else if (!needed.has(logicalId)) {
        begin(turn, resource)
        if (!turn.running.has(logicalId)) moved = true
      }
    }
    if (moved) continue
    return turn.running.size > 0 || waiting || !failed ? 'going' : 'stuck'
  }
}

function needsOf(resource: StackResource): readonly string[] {
  return [...resource.dependsOn, ...(resource.task?.before?.dependsOn ?? [])]
}

/** Nested stacks that were updated still have to remove what their update replaced. */
function finishesChild(turn: Turn, resource: StackResource): boolean {
  const task = turn.taskOf(resource)
  return (
    turn.operation.phase === 'cleanup' &&
    resource.type === nestedStack &&
    task?.action === 'update' &&
    !task.quiet &&
    turn.target?.dependencies.has(resource.logicalId) === true
  )
}

function begin(turn: Turn, resource: StackResource): void {
  const target = nextTarget(turn, resource)
  const { logicalId } = resource
  if (!target) {
    const task = turn.taskOf(resource)
    if (task) turn.put({ ...resource, task: { ...task, state: 'running' } })
    turn.start({ do: 'childCleanup', logicalId, made: madeOf(resource) })
    return
  }
  if (target.kind === 'own') {
    beginOwn(turn, resource, target.made)
    return
  }
  const { made } = target
  if (!made || isRetained(turn, made, target.kind === 'before' ? made.updateReplacePolicy : undefined)) {
    if (made) tellOf(turn, resource, made, 'DELETE_SKIPPED')
    strip(turn, resource, target.kind)
    return
  }
  tellOf(turn, resource, made, 'DELETE_IN_PROGRESS')
  turn.start({ do: 'remove', logicalId, targets: [made] })
}

function beginOwn(turn: Turn, resource: StackResource, made: Made | undefined): void {
  const { operation } = turn
  const { logicalId } = resource
  const task = turn.openTaskOf(resource)
  if (!made) {
    finishOwn(turn, resource)
    return
  }
  const retained =
    operation.retain.includes(logicalId) || isRetained(turn, made, made.deletionPolicy, task?.action)
  // What was only taken in goes back to where it was.
  const imported = operation.phase === 'undo' && task?.action === 'import'
  if (retained || imported) {
    finishOwn(turn, resource, 'DELETE_SKIPPED')
    return
  }
  // Asked again after the server ended: already told.
  const again = isBeingRemoved(turn, resource) && task?.state === 'running'
  const next: StackResource = {
    ...resource,
    task: {
      operationId: operation.id,
      action: 'delete',
      state: 'running',
      ...(task?.before && { before: task.before }),
    },
  }
  if (!again) turn.mark(next, 'DELETE_IN_PROGRESS')
  turn.start({ do: 'remove', logicalId, targets: [made] })
}

function isRetained(turn: Turn, made: Made, policy: Policy | undefined, action?: string): boolean {
  if (policy === undefined || policy === 'Delete' || policy === 'Snapshot') return false
  const { phase, retainExceptOnCreate } = turn.operation
  const wasNew = phase === 'undo' || (phase === 'backCleanup' && action !== undefined)
  if (policy === 'RetainExceptOnCreate') return !wasNew
  return !(wasNew && retainExceptOnCreate) && made.physicalId !== undefined
}

/** A removal came to its end. */
export function removed(turn: Turn, resource: StackResource): void {
  const target = nextTarget(turn, resource)
  if (!target || target.kind === 'own') {
    if (finishesChild(turn, resource)) {
      forgetTask(turn, resource)
      return
    }
    finishOwn(turn, resource, 'DELETE_COMPLETE', target && snapshotReason(resource, 'deletionPolicy'))
    return
  }
  if (target.made) {
    const policy = target.kind === 'before' ? 'updateReplacePolicy' : 'deletionPolicy'
    tellOf(turn, resource, target.made, 'DELETE_COMPLETE', snapshotReason(target.made, policy))
  }
  strip(turn, resource, target.kind)
}

/** A removal failed. Of stacks that go on existing this changes nothing: what could not be removed is left to its owner. */
export function removalFailed(turn: Turn, resource: StackResource, reason: string): void {
  const { phase, force } = turn.operation
  const target = nextTarget(turn, resource)
  if (target?.kind !== 'own') {
    if (target?.made) tellOf(turn, resource, target.made, 'DELETE_FAILED', reason)
    if (target) {
      strip(turn, resource, target.kind)
      return
    }
    forgetTask(turn, resource)
    return
  }
  if (phase === 'undo' || phase === 'delete') {
    if (force) {
      finishOwn(turn, resource, 'DELETE_SKIPPED', reason)
      return
    }
    const task = resource.task ?? { operationId: turn.operation.id, action: 'delete' as const }
    const { wait: _wait, ...rest } = { wait: undefined, ...task }
    turn.mark({ ...resource, task: { ...rest, action: 'delete', state: 'failed' } }, 'DELETE_FAILED', reason)
    return
  }
  turn.mark(resource, 'DELETE_FAILED', reason)
  turn.remove(resource.logicalId)
}

function finishOwn(
  turn: Turn,
  resource: StackResource,
  status: 'DELETE_COMPLETE' | 'DELETE_SKIPPED' = 'DELETE_COMPLETE',
  reason?: string,
): void {
  const { phase } = turn.operation
  const { task: _task, ...rest } = resource
  turn.mark(rest, status, reason)
  if (phase !== 'undo' && phase !== 'delete') turn.remove(resource.logicalId)
}

/** One of the further physical resources has gone. */
function strip(turn: Turn, resource: StackResource, kind: 'before' | 'discarded'): void {
  const { task } = resource
  if (!task) return
  const { before, discarded = [], wait: _wait, ...rest } = task
  const left = kind === 'discarded' ? discarded.slice(1) : discarded
  turn.put({
    ...resource,
    task: {
      ...rest,
      state: rest.state === 'waiting' ? 'done' : rest.state,
      ...(kind !== 'before' && before && { before }),
      ...(left.length > 0 && { discarded: left }),
    },
  })
}

function forgetTask(turn: Turn, { task: _task, ...resource }: StackResource): void {
  turn.put(resource)
}

function tellOf(
  turn: Turn,
  resource: StackResource,
  made: Made,
  status: 'DELETE_IN_PROGRESS' | 'DELETE_COMPLETE' | 'DELETE_SKIPPED' | 'DELETE_FAILED',
  reason?: string,
): void {
  turn.tell({
    logicalId: resource.logicalId,
    physicalId: made.physicalId ?? '',
    type: made.type,
    status,
    ...(reason === undefined ? {} : { reason }),
    properties: turn.textOf(made.properties),
  })
}
