/**
 * Brings invocation records to destinations and dead letters to their queues and topics, as the function's role. Each waits in
 * the store from the commit that ended its event on. What a destination refuses for good (it does not exist, the role may not,
 * the service is not built) is given up as at AWS, which counts it in DestinationDeliveryFailures or DeadLetterErrors; here it
 * is counted in the function's usage and logged with its reason and the whole of its address. Other failures are repeated.
 */
import { AwsError } from '../../aws/aws-error.ts'
import { randomUuid } from '../../base/random.ts'
import { inRegion, putEvent } from '../../delivery/index.ts'
import type { BackgroundSurroundings, Caller } from '../../dispatch/index.ts'
import type { JobHandler } from '../../jobs/index.ts'
import type { Atomic, Key } from '../../store/index.ts'
import { batchRecordKey } from './domain/batch-record.ts'
import { deadLetterAttributes, destinationKind } from './domain/destinations.ts'
import { recordKey } from './domain/invocation-record.ts'
import type { Home } from './records.ts'
import { roleCaller } from './role-caller.ts'
import type { LambdaRoom } from './room.ts'

/** Where deliveries wait. */
export const deliveryQueue: Key = ['lambda.record-deliveries']

/** What fails for so long is given up. Unit: milliseconds. Ours: as long as an event may live. */
export const deliveryTryingMs = 21_600_000

/** A record or a dead letter on its way. */
export type Delivery = Home & {
  readonly functionName: string
  /** With its qualifier. */
  readonly functionArn: string
  readonly version: string
  readonly requestId: string
  readonly roleArn: string
  /** An ARN. */
  readonly destination: string
  readonly body: string
} & (
    | { readonly kind: 'record'; readonly succeeded: boolean }
    | { readonly kind: 'dead letter'; readonly errorCode: number; readonly errorMessage: string }
    /** Of a batch that an event source mapping gave up; `mapping` is its UUID. */
    | {
        readonly kind: 'batch'
        readonly mapping: string
        readonly shardId: string /** Counted when it is delivered. */
        readonly eventCount: number
      }
  )

/** Adds a delivery to a commit. */
export function addDelivery(commit: Atomic, delivery: Delivery): void {
  commit.enqueue(deliveryQueue, delivery)
}

/** Handles the queue of deliveries. */
export function deliveryHandler(
  room: LambdaRoom,
  surroundings: BackgroundSurroundings,
): JobHandler<Delivery> {
  return async ({ value: delivery }) => {
    try {
      await deliver(surroundings, delivery)
      noteDelivered(room, delivery)
    } catch (error) {
      if (!isFinal(error)) throw error
      noteLost(room, surroundings, delivery, error)
    }
  }
}

function noteDelivered(room: LambdaRoom, delivery: Delivery): void {
  if (delivery.kind !== 'batch') return
  const { accountId, region, functionName: name, mapping, eventCount } = delivery
  const metric = 'OnFailureDestinationDeliveredEventCount'
  room.meter.countMapped({ accountId, region, name }, mapping, metric, eventCount)
}

/** Counts and logs what was given up. */
export function noteLost(
  room: LambdaRoom,
  { logger }: Pick<BackgroundSurroundings, 'logger'>,
  delivery: Delivery,
  error: unknown,
): void {
  const { body: _body, ...facts } = delivery
  const { accountId, region, functionName: name, version } = delivery
  const what = delivery.kind === 'dead letter' ? 'deadLetterErrors' : 'destinationDeliveryFailures'
  room.meter.countEvents({ accountId, region, name }, version, what)
  logger.error('The record of an invocation reaches nobody', {
    ...facts,
    reason: error instanceof Error ? error.message : String(error),
    code: error instanceof AwsError ? error.code : undefined,
  })
}

/** Whether asking again is in vain. Throttles and failures of the destination's service are not final. */
function isFinal(error: unknown): boolean {
  if (!(error instanceof AwsError)) return false
  if (error.code === 'NotImplemented' || error.code === 'UnknownOperationException') return true
  return error.fault === 'client' && !/Throttl|TooManyRequests|RequestLimit|SlowDown/.test(error.code)
}

async function deliver(surroundings: BackgroundSurroundings, delivery: Delivery): Promise<void> {
  const { call } = surroundings
  const { destination: arn, body, functionArn } = delivery
  const caller = roleCaller(delivery, delivery.roleArn, delivery.functionName)
  const attributes = delivery.kind === 'dead letter' ? deadLetterAttributes(delivery) : undefined
  const extra = attributes === undefined ? {} : { MessageAttributes: attributes }
  switch (destinationKind(arn)) {
    case 'sqs': {
      const QueueUrl = await queueUrl(surroundings, arn, caller)
      await call(
        'sqs:SendMessage',
        { QueueUrl, MessageBody: body, ...extra },
        inRegion(caller, arn.split(':')[3] ?? ''),
      )
      return
    }
    case 'sns':
      await call(
        'sns:Publish',
        { TopicArn: arn, Message: body, ...extra },
        inRegion(caller, arn.split(':')[3] ?? ''),
      )
      return
    case 'lambda': {
      const input = { FunctionName: arn, InvocationType: 'Event', Payload: Buffer.from(body, 'utf8') }
      await call('lambda:Invoke', input, inRegion(caller, arn.split(':')[3] ?? ''))
      return
    }
    case 'events': {
      const entry = {
        EventBusName: arn,
        Source: 'lambda',
        DetailType: `Lambda Function Invocation Result - ${delivery.kind === 'record' && delivery.succeeded ? 'Success' : 'Failure'}`,
        Resources: [functionArn, arn],
        Detail: body,
      }
      await putEvent(call, entry, inRegion(caller, arn.split(':')[3] ?? ''))
      return
    }
    case 's3': {
      const { clock, random } = surroundings
      const Key = objectKey(delivery, clock.now(), randomUuid(random))
      await call(
        's3:PutObject',
        { Bucket: arn.split(':::')[1], Key, Body: Buffer.from(body, 'utf8') },
        caller,
      )
      return
    }
    default:
      throw new AwsError('InvalidParameterValueException', `${arn} takes no records.`)
  }
}

function objectKey(delivery: Delivery, at: number, random: string): string {
  return delivery.kind === 'batch'
    ? batchRecordKey(delivery.mapping, delivery.shardId, at, random)
    : recordKey(delivery.functionName, at, random)
}

async function queueUrl({ call }: BackgroundSurroundings, arn: string, caller: Caller): Promise<string> {
  const [, , , , QueueOwnerAWSAccountId, QueueName] = arn.split(':')
  const input = { QueueName, QueueOwnerAWSAccountId }
  const { QueueUrl = '' } = await call<{ QueueUrl?: string }>(
    'sqs:GetQueueUrl',
    input,
    inRegion(caller, arn.split(':')[3] ?? ''),
  )
  return QueueUrl
}
