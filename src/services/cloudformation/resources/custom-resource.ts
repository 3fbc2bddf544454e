/**
 * Custom resources: a request to a function or topic, and an answer that comes to an address of this server when it comes.
 * Source: Template Reference, "Custom resource request objects", "Custom resource response objects".
 */
import { AwsError } from '../../../aws/aws-error.ts'
import type { JsonObject } from '../../../base/json.ts'
import { randomHex, randomUuid } from '../../../base/random.ts'
import type { ResourceCalls } from '../../../dispatch/index.ts'
import { scalarsAsTexts } from '../../../engines/template/index.ts'
import { atomic } from '../../../store/index.ts'
import type { Made } from '../domain/resource.ts'
import type { Outcome, Start } from '../domain/work.ts'
import type { AttemptContext } from '../driver/attempt-context.ts'
import { withDynamicValues } from '../driver/dynamic-values.ts'
import { customTimeoutSecondsDefault } from '../limits.ts'
import { callbacks } from '../records.ts'
import { responsePath } from './response-path.ts'

/** Asks the custom resource's provider. It answers later, or never: the resource then waits until its time is over. */
export async function askCustomResource(
  context: AttemptContext,
  calls: ResourceCalls,
  start: Start,
  made: Made,
): Promise<Outcome> {
  const { room, stack } = context
  const { logicalId } = start
  if (start.do === 'import' || start.do === 'childBack' || start.do === 'childCleanup')
    return { type: 'failed', logicalId, reason: `${made.type} does not support import.` }
  const serviceToken = made.properties.ServiceToken
  if (typeof serviceToken !== 'string')
    return {
      type: 'failed',
      logicalId,
      reason: 'Properties validation failed for resource: ServiceToken is required',
    }
  const seconds = Number(made.properties.ServiceTimeout ?? customTimeoutSecondsDefault)
  const requestId = randomUuid(room.random)
  const token = randomHex(room.random, 32)
  const deadlineAt = room.clock.now() + seconds * 1_000
  const { accountId, region, uuid: stackUuid } = stack
  const commit = atomic(room.store)
  callbacks.put(
    commit,
    {
      token,
      kind: 'answer',
      waitId: requestId,
      accountId,
      region,
      stackUuid,
      logicalId,
      expiresAt: deadlineAt + 60_000,
    },
    undefined,
  )
  await commit.commit()
  const properties = await withDynamicValues(calls.call, made.properties)
  const request: JsonObject = {
    RequestType: start.do === 'create' ? 'Create' : start.do === 'update' ? 'Update' : 'Delete',
    ServiceToken: serviceToken,
    ResponseURL: `${room.settings.endpoint}${responsePath}?token=${token}`,
    StackId: stack.id,
    RequestId: requestId,
    LogicalResourceId: logicalId,
    ...(start.do === 'create' ? {} : { PhysicalResourceId: made.physicalId ?? '' }),
    ResourceType: made.type,
    ResourceProperties: scalarsAsTexts(properties),
    ...(start.do === 'update'
      ? {
          OldResourceProperties: scalarsAsTexts(
            await withDynamicValues(calls.call, start.previous.properties),
          ),
        }
      : {}),
  }
  try {
    await send(calls, serviceToken, request)
  } catch (error) {
    // A provider that went before its resources cannot clean up: they are gone with it.
    if (start.do === 'remove' && error instanceof AwsError && /NotFound/.test(error.code))
      return {
        type: 'failed',
        logicalId,
        reason: `Failed to invoke the provider of the custom resource: ${error.message}`,
      }
    throw error
  }
  return {
    type: 'waiting',
    logicalId,
    wait: { for: 'answer', id: requestId, deadlineAt, ...(start.do === 'remove' && { removes: true }) },
  }
}

async function send(calls: ResourceCalls, serviceToken: string, request: JsonObject): Promise<void> {
  const text = JSON.stringify(request)
  if (/^arn:[^:]*:sns:/.test(serviceToken))
    await calls.call(
      'sns:Publish',
      { TopicArn: serviceToken, Subject: 'AWS CloudFormation custom resource request', Message: text },
      regionOf(serviceToken, calls),
    )
  else
    await calls.call(
      'lambda:Invoke',
      { FunctionName: serviceToken, InvocationType: 'Event', Payload: Buffer.from(text) },
      regionOf(serviceToken, calls),
    )
}

function regionOf(arn: string, { region }: ResourceCalls): { region: typeof region } {
  const named = arn.startsWith('arn:') ? arn.split(':')[3] : undefined
  return { region: (named || region) as typeof region }
}
