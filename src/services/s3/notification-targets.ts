/** Where notifications go: handing one over, and finding out whether a destination would take any. */

import { type Arn, parseArn } from '../../aws/arn.ts'
import { AwsError } from '../../aws/aws-error.ts'
import type { Region } from '../../aws/identifiers.ts'
import { type Caller, type OperationContext, type Surroundings, serviceCaller } from '../../dispatch/index.ts'
import { bucketArn } from './buckets.ts'
import type { NotificationRule } from './domain/notification-rules.ts'
import { invalidArgument } from './errors.ts'
import type { Bucket } from './records.ts'

type Room = Pick<Surroundings, 'call' | 'settings'>

/** Who calls: S3, for a bucket, in the region of the destination. */
export function bucketCaller(
  bucket: Pick<Bucket, 'partition' | 'name' | 'accountId' | 'region'>,
  region: string,
  more: Pick<Caller, 'signal' | 'causes' | 'traceHeader'> = {},
): Caller {
  const { accountId } = bucket
  return serviceCaller(
    's3.amazonaws.com',
    { accountId, region: (region || bucket.region) as Region },
    bucketArn(bucket),
    more,
  )
}

/** Hands a text to a destination. Fails as the destination's operation does. */
export async function handOver(
  { call, settings }: Room,
  kind: NotificationRule['kind'],
  arn: string,
  text: string,
  caller: Caller,
): Promise<void> {
  if (kind === 'lambda') {
    await call(
      'lambda:Invoke',
      { FunctionName: arn, InvocationType: 'Event', Payload: Buffer.from(text, 'utf8') },
      caller,
    )
  } else if (kind === 'sns') {
    await call('sns:Publish', { TopicArn: arn, Message: text, Subject: 'Amazon S3 Notification' }, caller)
  } else {
    const { accountId, resource } = requireArn(arn)
    await call(
      'sqs:SendMessage',
      { QueueUrl: `${settings.endpoint}/${accountId}/${resource}`, MessageBody: text },
      caller,
    )
  }
}

function requireArn(text: string): Arn {
  const arn = parseArn(text)
  if (arn === undefined) throw invalidArgument('The ARN could not be parsed', 'ARN', text.slice(0, 256))
  return arn
}

const services = { lambda: 'lambda', sqs: 'sqs', sns: 'sns' }

/** Fails with InvalidArgument, naming every destination that does not take events of the bucket, and why. */
export async function validateDestinations(
  context: OperationContext,
  bucket: Bucket,
  rules: readonly NotificationRule[],
): Promise<void> {
  const test = JSON.stringify({
    Service: 'Amazon S3',
    Event: 's3:TestEvent',
    Time: new Date(context.now).toISOString(),
    Bucket: bucket.name,
    RequestId: context.requestId,
    HostId: Buffer.from(context.requestId, 'utf8').toString('base64'),
  })
  const faults: Array<{ arn: string; reason: string }> = []
  for (const rule of new Map(rules.map((one) => [one.arn, one])).values()) {
    const reason = await faultOf(context, bucket, rule, test)
    if (reason !== undefined) faults.push({ arn: rule.arn, reason })
  }
  if (faults.length === 0) return
  throw new AwsError('InvalidArgument', 'Unable to validate the following destination configurations', {
    statusCode: 400,
    fields: Object.fromEntries(
      faults.flatMap(({ arn, reason }, index) => [
        [`ArgumentName${index + 1}`, arn],
        [`ArgumentValue${index + 1}`, reason],
      ]),
    ),
  })
}

async function faultOf(
  context: OperationContext,
  bucket: Bucket,
  { kind, arn: text }: NotificationRule,
  test: string,
): Promise<string | undefined> {
  const arn = parseArn(text)
  if (arn?.service !== services[kind] || arn.accountId === '') {
    throw invalidArgument('The ARN could not be parsed', 'ARN', text.slice(0, 256))
  }
  if (arn.region !== bucket.region) {
    throw invalidArgument(
      'The notification destination service region is not valid for the bucket location constraint',
      'ARN',
      text,
    )
  }
  if (kind === 'sqs' && arn.resource.endsWith('.fifo'))
    throw invalidArgument('FIFO SQS queues are not supported.', text)
  if (kind === 'sns' && arn.resource.endsWith('.fifo'))
    throw invalidArgument('FIFO SNS topics are not supported.', text)
  const caller = bucketCaller(bucket, arn.region, { signal: context.signal })
  try {
    if (kind === 'lambda') {
      await context.call('lambda:Invoke', { FunctionName: text, InvocationType: 'DryRun' }, caller)
    } else await handOver(context, kind, text, test, caller)
    return undefined
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return wordRefusal(kind, text, error)
  }
}

/** Source: as observed, in many issues. */
function wordRefusal(kind: NotificationRule['kind'], arn: string, error: AwsError): string {
  const isAbsent = /NotFound|NonExistent|DoesNotExist/.test(error.code)
  if (kind === 'lambda') return `Not authorized to invoke function [${arn}]`
  const name = kind === 'sqs' ? 'queue' : 'topic'
  return isAbsent
    ? `The destination ${name} does not exist`
    : `Permissions on the destination ${name} do not allow S3 to publish notifications from this bucket`
}
