/** One attempt at one resource: what was started by the machine is done here, and its outcome answered. Never fails. */
import { AwsError } from '../../../aws/aws-error.ts'
import type { JsonObject } from '../../../base/json.ts'
import type {
  ExistingResource,
  MadeResource,
  ResourceCalls,
  ResourceProperties,
  ResourceRequest,
  ResourceType,
  ResourceUpdate,
  Underway,
} from '../../../dispatch/index.ts'
import { OperationCancelledError } from '../../../dispatch/index.ts'
import { physicalName } from '../domain/names.ts'
import { creationCancelled, updateCancelled } from '../domain/reasons.ts'
import type { Made } from '../domain/resource.ts'
import type { Outcome, Start } from '../domain/work.ts'
import { askCustomResource } from '../resources/custom-resource.ts'
import { attemptNestedStack } from '../resources/nested-stack.ts'
import { attemptWaitCondition } from '../resources/wait-condition.ts'
import { type AttemptContext, callsOf } from './attempt-context.ts'
import { reasonOf } from './calls.ts'
import { withDynamicValues } from './dynamic-values.ts'
import { isCustom, nestedStackType, waitConditionType } from './own-types.ts'

/** Does what was started. */
export async function attempt(context: AttemptContext, start: Start): Promise<Outcome> {
  const { room, stack } = context
  try {
    return await perform(context, start)
  } catch (error) {
    if (!(error instanceof AwsError) && context.signal.reason instanceof OperationCancelledError) {
      const reason = start.do === 'create' ? creationCancelled : updateCancelled
      return { type: 'failed', logicalId: start.logicalId, reason }
    }
    // An attempt that a stopping server breaks off is no defect: nobody reads its outcome, and another driver makes it again.
    if (!(error instanceof AwsError) && !context.signal.aborted)
      room.logger.error('A resource could not be brought on by a defect', {
        stack: stack.id,
        logicalId: start.logicalId,
        do: start.do,
        error,
      })
    return {
      type: 'failed',
      logicalId: start.logicalId,
      reason: reasonOf(room, error, start.do === 'create'),
    }
  }
}

async function perform(context: AttemptContext, start: Start): Promise<Outcome> {
  const { logicalId } = start
  const made = start.do === 'remove' ? start.targets[0] : start.made
  if (!made) return { type: 'removed', logicalId }
  if (made.type === nestedStackType) return attemptNestedStack(context, start, made)
  if (made.type === waitConditionType) return attemptWaitCondition(context, start, made)
  const calls = callsOf(context)
  if (isCustom(made.type)) return askCustomResource(context, calls, start, made)
  const { type } = context.catalogue.of(made.type)
  if (!type) return unbuilt(start, made)
  return ordinary(context, calls, type, start, made)
}

function unbuilt({ logicalId }: Start, { type }: Made): Outcome {
  return { type: 'failed', logicalId, reason: `Lambent does not make resources of type ${type} yet.` }
}

async function ordinary(
  context: AttemptContext,
  calls: ResourceCalls,
  type: ResourceType,
  start: Start,
  made: Made,
): Promise<Outcome> {
  const { logicalId } = start
  if (start.do === 'remove') {
    await type.remove(await existing(context, calls, logicalId, made, false))
    return { type: 'removed', logicalId }
  }
  if (start.do === 'import') return importResource(calls, type, logicalId, made)
  if (start.do === 'update') {
    if (!type.update) return { type: 'failed', logicalId, reason: `${made.type} takes no updates in place` }
    return updateOutcome(logicalId, await type.update(await updateOf(context, calls, start, start.again)))
  }
  if (start.do === 'look') {
    const request = await updateOf(context, calls, start, true)
    if (!type.look) return { type: 'failed', logicalId, reason: `${made.type} has nothing under way` }
    return updateOutcome(logicalId, await type.look({ ...request, underway: start.underway }))
  }
  return madeOutcome(
    logicalId,
    await type.create(await requestOf(context, calls, logicalId, made, start.do === 'create' && start.again)),
  )
}

async function updateOf(
  context: AttemptContext,
  calls: ResourceCalls,
  { logicalId, made, previous }: Start & { do: 'update' | 'look' },
  again: boolean,
): Promise<ResourceUpdate> {
  const { operation } = context
  const request = await existing(context, calls, logicalId, made, again)
  const previousStackTags = stackTags(context, logicalId, operation.previous?.tags)
  // The way back leads to the tags from before.
  const tags =
    operation.phase === 'back'
      ? { stackTags: previousStackTags, previousStackTags: request.stackTags }
      : { previousStackTags }
  return {
    ...request,
    ...tags,
    previous: await valuesOf(context, calls, previous),
    ...(made.updatePolicy && { updatePolicy: made.updatePolicy }),
    ...(previous.updatePolicy && { previousUpdatePolicy: previous.updatePolicy }),
  }
}

function updateOutcome(logicalId: string, result: MadeResource | Underway): Outcome {
  if (!('underway' in result)) return madeOutcome(logicalId, result)
  const { underway, lookAt: deadlineAt, reason, physicalId, attributes } = result
  return {
    type: 'waiting',
    logicalId,
    physicalId,
    attributes: attributes as JsonObject,
    wait: { for: 'look', id: logicalId, deadlineAt, underway },
    ...(reason === undefined ? {} : { reason }),
  }
}

function madeOutcome(logicalId: string, { physicalId, attributes }: MadeResource): Outcome {
  return { type: 'made', logicalId, physicalId, attributes: attributes as JsonObject }
}

async function importResource(
  calls: ResourceCalls,
  type: ResourceType,
  logicalId: string,
  made: Made,
): Promise<Outcome> {
  const found = await type.read?.({ ...calls, identifier: made.physicalId ?? '' })
  if (found) return madeOutcome(logicalId, found)
  const reason = type.read
    ? `Resource of type '${made.type}' with identifier '${made.physicalId}' was not found.`
    : `${made.type} does not support import.`
  return { type: 'failed', logicalId, reason }
}

async function requestOf(
  context: AttemptContext,
  calls: ResourceCalls,
  logicalId: string,
  made: Made,
  again: boolean,
): Promise<ResourceRequest> {
  const { stack, tell } = context
  return {
    ...calls,
    tell,
    properties: await valuesOf(context, calls, made),
    logicalId,
    stack: { id: stack.id, name: stack.name },
    stackTags: stackTags(context, logicalId, stack.deployment?.tags),
    again,
    name: (form) => physicalName({ stackName: stack.name, logicalId, seed: made.seed }, form),
  }
}

async function existing(
  context: AttemptContext,
  calls: ResourceCalls,
  logicalId: string,
  made: Made,
  again: boolean,
): Promise<ExistingResource> {
  return {
    ...(await requestOf(context, calls, logicalId, made, again)),
    physicalId: made.physicalId ?? '',
    attributes: made.attributes as ExistingResource['attributes'],
  }
}

async function valuesOf(
  { catalogue }: AttemptContext,
  calls: ResourceCalls,
  { type, properties }: Made,
): Promise<ResourceProperties> {
  return (await withDynamicValues(calls.call, catalogue.coerced(type, properties))) as ResourceProperties
}

/** Source: User Guide, "Resource tags": those of the stack, and three of CloudFormation's own. */
function stackTags(
  { stack }: AttemptContext,
  logicalId: string,
  tags: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return {
    ...tags,
    'aws:cloudformation:stack-name': stack.name,
    'aws:cloudformation:logical-id': logicalId,
    'aws:cloudformation:stack-id': stack.id,
  }
}
