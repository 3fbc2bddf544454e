/**
 * The way forward: each resource of the template is made, changed or left as it is, once all that it needs is. Which of these
 * is decided when its turn comes, by its computed properties: an attribute that stayed the same changes nobody.
 * Source: User Guide, "Update behaviors of stack resources".
 */

import { invariant } from '../../../base/invariant.ts'
import { sameJson } from '../../../base/json.ts'
import { propertiesMessage } from '../../../engines/template/index.ts'
import { creationCancelled, needsNewResource, updateCancelled } from './reasons.ts'
import { type Made, madeOf, type StackResource } from './resource.ts'
import { deniedByPolicy } from './stack-policy.ts'
import { existsAsMade, type Turn } from './turn.ts'
import type { Comparison, Declared, Live } from './work.ts'

/** Starts what may start. Answers whether everything of the template stands. */
export function goForward(turn: Turn): boolean {
  const target = turn.target
  invariant(target !== undefined, 'only what has a template goes forward')
  refuseRemovals(turn, target.dependencies)
  if (hasFailures(turn)) return false
  let done = true
  let progress = true
  while (progress) {
    progress = false
    done = true
    for (const logicalId of target.nodes) {
      if (isSettled(turn, logicalId)) continue
      done = false
      if (isBegun(turn, logicalId)) continue
      const needs = target.dependencies.get(logicalId) ?? new Set()
      if (![...needs].every((need) => isSettled(turn, need))) continue
      begin(turn, logicalId)
      // What was found unchanged lets others begin in the same step.
      if (turn.unchanged.has(logicalId)) progress = true
      if (hasFailures(turn)) return false
    }
  }
  return done
}

/** What the template leaves out goes at the end; whether it may is known at the beginning. */
function refuseRemovals(turn: Turn, wanted: { has(logicalId: string): boolean }): void {
  if (turn.operation.kind !== 'update' || turn.unchanged.size > 0) return
  const policy = turn.operation.policyDuringUpdate ?? turn.stack.policy
  if (policy === undefined) return
  for (const resource of turn.resources.values()) {
    if (wanted.has(resource.logicalId) || turn.taskOf(resource)) continue
    const denied = deniedByPolicy(policy, 'Update:Delete', resource)
    if (denied === undefined) continue
    const task = { operationId: turn.operation.id, action: 'update', state: 'running' } as const
    fail(turn, { ...resource, task }, denied)
  }
}

/** Whether a resource is as the template wants it. */
function isSettled(turn: Turn, logicalId: string): boolean {
  return turn.unchanged.has(logicalId) || turn.taskOf(turn.resources.get(logicalId))?.state === 'done'
}

function isBegun(turn: Turn, logicalId: string): boolean {
  if (turn.running.has(logicalId)) return true
  const state = turn.taskOf(turn.resources.get(logicalId))?.state
  return state === 'waiting' || state === 'failed'
}

/** Whether something of this operation failed. */
export function hasFailures(turn: Turn): boolean {
  for (const resource of turn.resources.values()) if (turn.taskOf(resource)?.state === 'failed') return true
  return false
}

function begin(turn: Turn, logicalId: string): void {
  const current = turn.resources.get(logicalId)
  const task = turn.taskOf(current)
  // The server ended in the middle of it.
  if (current && task?.state === 'running') {
    resume(turn, current)
    return
  }
  let declared: Declared
  try {
    invariant(turn.target !== undefined, 'only what has a template goes forward')
    declared = turn.target.resource(logicalId, liveOf(turn))
  } catch (error) {
    if (!(error instanceof Error)) throw error
    fail(turn, current ?? blank(turn, logicalId, turn.target?.type(logicalId) ?? ''), error.message)
    return
  }
  const importId = turn.operation.imports?.[logicalId]
  if (importId !== undefined && !current) {
    beginImport(turn, logicalId, declared, importId)
    return
  }
  if (!current || !existsAsMade(current) || current.status === 'CREATE_FAILED') {
    beginCreation(turn, logicalId, declared, current)
    return
  }
  const { facts } = turn.sources
  const comparison = facts.compare(madeOf(current), declared)
  const retagged = facts.takesTags(declared.type) && !sameTags(turn)
  const failedBefore = current.status === 'UPDATE_FAILED'
  if (comparison.changed.length === 0 && !retagged && !failedBefore) {
    keepUnchanged(turn, current, declared)
    return
  }
  beginUpdate(turn, current, declared, comparison)
}

function sameTags({ operation, stack }: Turn): boolean {
  return sameJson(operation.previous?.tags ?? {}, stack.deployment?.tags ?? {})
}

/** Attributes of the template may have changed: they are kept, and nobody is told. */
function keepUnchanged(turn: Turn, current: StackResource, declared: Declared): void {
  turn.unchanged.add(current.logicalId)
  const { deletionPolicy, updateReplacePolicy, metadata, creationPolicy, updatePolicy, ...rest } = current
  const next = { ...rest, ...attributesOf(declared), dependsOn: declared.dependsOn }
  const before = { deletionPolicy, updateReplacePolicy, metadata, creationPolicy, updatePolicy }
  const same =
    JSON.stringify(before) ===
      JSON.stringify({
        deletionPolicy: declared.deletionPolicy,
        updateReplacePolicy: declared.updateReplacePolicy,
        metadata: declared.metadata,
        creationPolicy: declared.creationPolicy,
        updatePolicy: declared.updatePolicy,
      }) && JSON.stringify(current.dependsOn) === JSON.stringify(declared.dependsOn)
  if (same) return
  const task = { operationId: turn.operation.id, action: 'update', state: 'done', quiet: true } as const
  turn.put({ ...next, task: { ...task, ...turn.stableOf(current) } })
}

function attributesOf(declared: Declared): Partial<Declared> {
  const { deletionPolicy, updateReplacePolicy, metadata, creationPolicy, updatePolicy } = declared
  return {
    ...(deletionPolicy && { deletionPolicy }),
    ...(updateReplacePolicy && { updateReplacePolicy }),
    ...(metadata && { metadata }),
    ...(creationPolicy && { creationPolicy }),
    ...(updatePolicy && { updatePolicy }),
  }
}

function beginCreation(
  turn: Turn,
  logicalId: string,
  declared: Declared,
  current: StackResource | undefined,
): void {
  const { facts, seed } = turn.sources
  const made: Made = { ...declared, attributes: {}, seed: seed() }
  const { before, discarded = [] } = turn.stableOf(current)
  const left = current && existsAsMade(current) ? [...discarded, madeOf(current)] : discarded
  const resource = turn.mark(
    {
      ...blank(turn, logicalId, declared.type),
      ...made,
      task: {
        operationId: turn.operation.id,
        action: 'create',
        state: 'running',
        ...(before && { before }),
        ...(left.length > 0 && { discarded: left }),
      },
    },
    'CREATE_IN_PROGRESS',
  )
  const problems = facts.problems(declared.type, declared.properties)
  if (problems.length > 0) {
    fail(turn, resource, propertiesMessage(logicalId, problems))
    return
  }
  tellInert(turn, resource, 'CREATE_IN_PROGRESS')
  turn.start({ do: 'create', logicalId, made, again: false })
}

function tellInert(turn: Turn, resource: StackResource, status: StackResource['status']): void {
  const { type, logicalId } = resource
  const properties = resource.task?.next?.properties ?? resource.properties
  const inert = turn.sources.facts.inert(type, properties)
  if (inert.length === 0) return
  turn.tellResource(
    resource,
    status,
    `Warning: these properties of ${logicalId} are kept, and change nothing on this server: ${inert.join(', ')}`,
  )
}

function beginImport(turn: Turn, logicalId: string, declared: Declared, identifier: string): void {
  const made: Made = { ...declared, attributes: {}, seed: turn.sources.seed(), physicalId: identifier }
  turn.mark(
    {
      ...blank(turn, logicalId, declared.type),
      ...made,
      task: { operationId: turn.operation.id, action: 'import', state: 'running' },
    },
    'IMPORT_IN_PROGRESS',
  )
  turn.start({ do: 'import', logicalId, made, again: false })
}

function beginUpdate(turn: Turn, current: StackResource, declared: Declared, comparison: Comparison): void {
  const { logicalId } = current
  const { facts, seed } = turn.sources
  const { replaces } = comparison
  const stable = turn.stableOf(current)
  const denied = deniedByPolicy(
    turn.operation.policyDuringUpdate ?? turn.stack.policy,
    replaces ? 'Update:Replace' : 'Update:Modify',
    current,
  )
  const next: Made = {
    ...declared,
    attributes: replaces ? {} : current.attributes,
    seed: replaces ? seed() : current.seed,
    ...(replaces || current.physicalId === undefined ? {} : { physicalId: current.physicalId }),
  }
  const resource = turn.mark(
    {
      ...current,
      task: {
        operationId: turn.operation.id,
        action: replaces ? 'replace' : 'update',
        state: 'running',
        ...stable,
        ...(denied === undefined && { next }),
      },
    },
    'UPDATE_IN_PROGRESS',
    replaces ? needsNewResource : undefined,
  )
  if (denied !== undefined) {
    fail(turn, resource, denied)
    return
  }
  const problems = facts.problems(declared.type, declared.properties)
  if (problems.length > 0) {
    const { next: _next, ...task } = resource.task ?? invariantTask()
    fail(turn, { ...resource, task }, propertiesMessage(logicalId, problems))
    return
  }
  tellInert(turn, resource, 'UPDATE_IN_PROGRESS')
  if (replaces) turn.start({ do: 'create', logicalId, made: next, again: false })
  else turn.start({ do: 'update', logicalId, previous: madeOf(current), made: next, again: false })
}

function invariantTask(): never {
  throw new Error('a resource that is being changed has a task')
}

/** What the end of a server interrupted is brought to its end, whatever becomes of it then. */
export function resumeInterrupted(turn: Turn): void {
  for (const resource of turn.resources.values())
    if (turn.taskOf(resource)?.state === 'running' && !turn.running.has(resource.logicalId))
      resume(turn, resource)
}

function resume(turn: Turn, resource: StackResource): void {
  const { logicalId, task } = resource
  if (task?.action === 'create') turn.start({ do: 'create', logicalId, made: madeOf(resource), again: true })
  else if (task?.action === 'import')
    turn.start({ do: 'import', logicalId, made: madeOf(resource), again: true })
  else if (task?.next && task.action === 'replace')
    turn.start({ do: 'create', logicalId, made: task.next, again: true })
  else if (task?.next)
    turn.start({ do: 'update', logicalId, previous: madeOf(resource), made: task.next, again: true })
}

/** A resource of which nothing is there yet. */
function blank(turn: Turn, logicalId: string, type: string): StackResource {
  const { accountId, region, uuid } = turn.stack
  return {
    accountId,
    region,
    stackUuid: uuid,
    logicalId,
    type,
    attributes: {},
    properties: {},
    seed: '',
    dependsOn: [],
    status: 'CREATE_IN_PROGRESS',
    updatedAt: turn.now,
    task: { operationId: turn.operation.id, action: 'create', state: 'running' },
  }
}

/** What is known of resources while others are computed. */
export function liveOf(turn: Turn): Live {
  return { find: (logicalId) => turn.resources.get(logicalId) }
}

/** A resource could not be brought to where it should be. */
export function fail(turn: Turn, resource: StackResource, reason: string, physicalId?: string): void {
  const task = resource.task ?? { operationId: turn.operation.id, action: 'create', state: 'running' }
  const { wait: _wait, ...ended } = task
  const action = ended.action
  const status =
    action === 'create' ? 'CREATE_FAILED' : action === 'import' ? 'IMPORT_FAILED' : 'UPDATE_FAILED'
  turn.mark(
    {
      ...resource,
      ...(physicalId !== undefined && action === 'create' ? { physicalId } : {}),
      task: {
        ...ended,
        state: 'failed',
        // What a replacement left behind goes with the rest of the rollback.
        ...(physicalId !== undefined && action === 'replace' && ended.next
          ? { discarded: [...(ended.discarded ?? []), { ...ended.next, physicalId }] }
          : {}),
      },
    },
    status,
    reason,
  )
}

/** What was under way when something else failed. */
export function cancel(turn: Turn, resource: StackResource, physicalId?: string): void {
  const action = resource.task?.action
  fail(
    turn,
    resource,
    action === 'create' || action === 'import' ? creationCancelled : updateCancelled,
    physicalId,
  )
}
