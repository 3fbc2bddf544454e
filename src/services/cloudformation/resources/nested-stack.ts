/**
 * AWS::CloudFormation::Stack: a stack of its own, whose operations the stack around it begins and waits for. What an update of it
 * has replaced stays until the stack around it is through: then it cleans up or goes back.
 * Source: User Guide, "Split a template into reusable pieces using nested stacks".
 */
import { AwsError } from '../../../aws/aws-error.ts'
import { partitionOf } from '../../../aws/identifiers.ts'
import type { JsonObject } from '../../../base/json.ts'
import { uuidText } from '../../../base/uuid-text.ts'
import type { Atomic, Stored } from '../../../store/index.ts'
import { change } from '../changing.ts'
import { beginOperation, newOperation } from '../deploying/begin.ts'
import { goBack } from '../deploying/going-back.ts'
import { nestedSubmission } from '../deploying/nested-submission.ts'
import { planSubmission } from '../deploying/planning.ts'
import { readSubmission, type Submitted } from '../deploying/submission.ts'
import { physicalName } from '../domain/names.ts'
import type { ParentResource, StackOperation } from '../domain/operation.ts'
import type { Made } from '../domain/resource.ts'
import { type Stack, stackArn } from '../domain/stack.ts'
import { childEnded } from '../domain/waits.ts'
import type { Outcome, Start } from '../domain/work.ts'
import type { AttemptContext } from '../driver/attempt-context.ts'
import { callerOf } from '../driver/calls.ts'
import { leave, noticeBody } from '../driver/parents.ts'
import { nestingMax } from '../limits.ts'
import { operations, stacks, templates } from '../records.ts'

/** Begins what is to be done to a nested stack; it is told when that has ended. */
export async function attemptNestedStack(
  context: AttemptContext,
  start: Start,
  made: Made,
): Promise<Outcome> {
  const { logicalId } = start
  switch (start.do) {
    case 'create':
      return createChild(context, logicalId, made)
    case 'update':
      return updateChild(context, logicalId, made)
    case 'remove':
      return removeChild(context, logicalId, made)
    case 'childCleanup':
    case 'childBack':
      return settleChild(context, logicalId, made, start.do === 'childBack' ? 'back' : 'cleanup')
    case 'import':
      return { type: 'failed', logicalId, reason: `${made.type} does not support import.` }
    case 'look':
      return { type: 'failed', logicalId, reason: `${made.type} has nothing under way.` }
  }
}

/** The id of a stack out of a seed: the same for each attempt. */
function uuidOf(seed: string): string {
  return uuidText(seed.padEnd(32, '0'))
}

function parentOf({ stack, operation }: AttemptContext, logicalId: string, what: string): ParentResource {
  return { stackUuid: stack.uuid, logicalId, waitId: `${operation.id} ${logicalId} ${what}` }
}

function waiting(logicalId: string, parent: ParentResource, physicalId: string, removes = false): Outcome {
  return {
    type: 'waiting',
    logicalId,
    ...(removes ? {} : { physicalId }),
    wait: { for: 'child', id: parent.waitId, ...(removes && { removes: true }) },
  }
}

async function createChild(context: AttemptContext, logicalId: string, made: Made): Promise<Outcome> {
  const { room, stack, operation } = context
  const { accountId, region } = stack
  const uuid = uuidOf(made.seed)
  const parent = parentOf(context, logicalId, 'create')
  const key = [accountId, region, uuid]
  const name = physicalName({ stackName: stack.name, logicalId, seed: made.seed }, { max: 128 })
  const id = stackArn({ accountId, region, partition: partitionOf(region) }, name, uuid)
  const [known, under] = await Promise.all([stacks.get(room.store, key), operations.get(room.store, key)])
  // The server ended after this began.
  if (known && under) return standing(logicalId, known.value, under.value, parent)
  const depth = (stack.depth ?? 0) + 1
  if (depth > nestingMax)
    return { type: 'failed', logicalId, reason: `Stacks nest at most ${nestingMax} deep` }
  const blank = { accountId, region, uuid, id, name }
  const submitted = await submit(context, made, blank)
  const now = room.clock.now()
  const child: Stack = {
    ...blank,
    status: 'CREATE_IN_PROGRESS',
    createdAt: now,
    deployment: submitted.deployment,
    outputs: [],
    disableRollback: operation.onFailure === 'DO_NOTHING',
    terminationProtection: false,
    parentId: stack.id,
    rootId: stack.rootId ?? stack.id,
    depth,
    lastOperations: [],
  }
  const minutes = Number(made.properties.TimeoutInMinutes ?? 0)
  await change(room, async (commit) => {
    templates.put(commit, submitted.template, undefined)
    beginOperation(commit, room, {
      stack: child,
      previous: undefined,
      status: 'CREATE_IN_PROGRESS',
      operation: newOperation(room, child, now, {
        kind: 'create',
        type: 'CREATE_STACK',
        principal: operation.principal,
        onFailure: 'DO_NOTHING',
        parent,
        ...(minutes > 0 ? { deadlineAt: now + minutes * 60_000 } : {}),
        ...(submitted.transformFailure === undefined ? {} : { failure: submitted.transformFailure }),
      }),
      previousOperation: undefined,
    })
  })
  return waiting(logicalId, parent, id)
}

/** What is to be said of a child whose operation was begun before: it waits still, or has ended. */
function standing(
  logicalId: string,
  child: Stack,
  operation: StackOperation,
  parent: ParentResource,
): Outcome {
  const mine = operation.parent?.waitId === parent.waitId
  const done = operation.ended || operation.phase === 'awaiting'
  if (!mine || done) {
    const failed = /_FAILED$|ROLLBACK/.test(child.status)
    return outcomeOf(logicalId, noticeBody(child, failed ? (child.statusReason ?? '') : undefined))
  }
  return waiting(logicalId, parent, child.id)
}

function outcomeOf(logicalId: string, body: JsonObject): Outcome {
  return childEnded({ logicalId }, body)
}

async function submit(
  context: AttemptContext,
  made: Made,
  child: Parameters<typeof readSubmission>[1]['stack'],
): Promise<Submitted> {
  const { room, stack, operation, catalogue } = context
  const caller = callerOf(stack, operation.principal, stack.deployment?.roleArn)
  return readSubmission(nestedSubmission(stack.deployment, made.properties), {
    room,
    caller,
    reader: { call: room.call, settings: room.settings, caller },
    catalogue,
    stack: child,
  })
}

interface Child {
  readonly stack: Stored<Stack>
  readonly operation: Stored<StackOperation> | undefined
}

async function findChild({ room, stack }: AttemptContext, made: Made): Promise<Child | undefined> {
  const uuid = made.physicalId?.split('/').at(-1) ?? ''
  const key = [stack.accountId, stack.region, uuid]
  const [child, operation] = await Promise.all([stacks.get(room.store, key), operations.get(room.store, key)])
  return child ? { stack: child, operation } : undefined
}

async function updateChild(context: AttemptContext, logicalId: string, made: Made): Promise<Outcome> {
  const { room, operation, catalogue } = context
  const child = await findChild(context, made)
  if (!child || child.stack.value.status === 'DELETE_COMPLETE')
    return { type: 'failed', logicalId, reason: `Stack ${made.physicalId} does not exist` }
  const parent = parentOf(context, logicalId, 'update')
  const { value: stack } = child.stack
  if (child.operation?.value.parent?.waitId === parent.waitId)
    return standing(logicalId, stack, child.operation.value, parent)
  const submitted = await submit(context, made, stack)
  const { prepared } = submitted
  if (prepared) {
    const planned = await planSubmission(room.store, catalogue, stack, { ...submitted, prepared })
    // Capabilities are no part of what a stack is.
    if (planned.nothing) return outcomeOf(logicalId, noticeBody(stack))
  }
  const now = room.clock.now()
  await change(room, async (commit) => {
    const again = await findChild(context, made)
    if (!again) throw new AwsError('ValidationError', `Stack ${made.physicalId} does not exist`)
    const { status } = again.stack.value
    if (status.endsWith('_IN_PROGRESS'))
      throw new AwsError('ValidationError', `Stack:${stack.id} is in ${status} state and can not be updated.`)
    templates.put(commit, submitted.template, undefined)
    const { deployment } = again.stack.value
    beginOperation(commit, room, {
      stack: { ...again.stack.value, deployment: submitted.deployment, updatedAt: now },
      previous: again.stack,
      status: 'UPDATE_IN_PROGRESS',
      operation: newOperation(room, stack, now, {
        kind: 'update',
        type: 'UPDATE_STACK',
        principal: operation.principal,
        parent,
        ...(deployment && { previous: deployment }),
        previousOutputs: again.stack.value.outputs,
        ...(submitted.transformFailure === undefined ? {} : { failure: submitted.transformFailure }),
      }),
      previousOperation: again.operation,
    })
  })
  return waiting(logicalId, parent, stack.id)
}

async function removeChild(context: AttemptContext, logicalId: string, made: Made): Promise<Outcome> {
  const { room, operation } = context
  const parent: ParentResource = {
    ...parentOf(context, logicalId, `remove ${made.physicalId}`),
    until: 'end',
  }
  const now = room.clock.now()
  return change(room, async (commit): Promise<Outcome> => {
    const child = await findChild(context, made)
    const stack = child?.stack.value
    if (!child || !stack || stack.status === 'DELETE_COMPLETE') return { type: 'removed', logicalId }
    const under = child.operation?.value
    if (under?.parent?.waitId === parent.waitId && !under.ended)
      return waiting(logicalId, parent, stack.id, true)
    if (under && !under.ended && child.operation) {
      // It is still being made: that is left, and what there is goes.
      operations.put(commit, { ...under, parent }, child.operation)
      leave(commit, room, stack, stack.uuid, { kind: 'delete', body: { retain: [], operationId: under.id } })
      return waiting(logicalId, parent, stack.id, true)
    }
    beginOperation(commit, room, {
      stack,
      previous: child.stack,
      status: 'DELETE_IN_PROGRESS',
      operation: newOperation(room, stack, now, {
        kind: 'delete',
        type: 'DELETE_STACK',
        phase: 'delete',
        principal: operation.principal,
        force: operation.force,
        unsettled: under ? [...under.unsettled, under.id] : [],
        parent,
      }),
      previousOperation: child.operation,
    })
    return waiting(logicalId, parent, stack.id, true)
  })
}

async function settleChild(
  context: AttemptContext,
  logicalId: string,
  made: Made,
  phase: 'cleanup' | 'back',
): Promise<Outcome> {
  const { room } = context
  const parent: ParentResource = { ...parentOf(context, logicalId, phase), until: 'end' }
  return change(room, async (commit): Promise<Outcome> => {
    const child = await findChild(context, made)
    const under = child?.operation?.value
    if (!child?.operation || !under) return settled(logicalId, child?.stack.value, made)
    const stack = child.stack.value
    if (under.ended) {
      const { type, principal, skipInNested = [] } = context.operation
      const isToContinue = type === 'CONTINUE_ROLLBACK' && stack.status === 'UPDATE_ROLLBACK_FAILED'
      if (!isToContinue || under.parent?.waitId === parent.waitId) return settled(logicalId, stack, made)
      goBack(commit, room, child.stack, child.operation, { type, principal, parent, skip: skipInNested })
      return waiting(logicalId, parent, stack.id)
    }
    if (under.parent?.waitId !== parent.waitId) {
      operations.put(commit, { ...under, parent }, child.operation)
      proceed(commit, context, stack, under, phase)
    }
    return waiting(logicalId, parent, stack.id)
  })
}

/** Nothing goes on in it: it is where it is to be, unless it failed to get there. */
function settled(logicalId: string, child: Stack | undefined, made: Made): Outcome {
  if (!child) return { type: 'failed', logicalId, reason: `Stack ${made.physicalId} does not exist` }
  const failed = child.status.endsWith('_FAILED')
  return outcomeOf(logicalId, noticeBody(child, failed ? (child.statusReason ?? child.status) : undefined))
}

function proceed(
  commit: Atomic,
  { room }: AttemptContext,
  stack: Stack,
  operation: StackOperation,
  phase: 'cleanup' | 'back',
): void {
  if (operation.phase === 'awaiting')
    leave(commit, room, stack, stack.uuid, { kind: 'proceed', body: { phase } })
  else if (operation.phase === 'forward' && phase === 'back')
    leave(commit, room, stack, stack.uuid, { kind: 'cancel', body: {} })
}
