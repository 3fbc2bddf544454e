/**
 * What Lambda looks at before it maps a source: whether the queue or stream is there and the function's role may read it. A
 * service that this server has not built cannot be asked; then the mapping is kept for the day it is.
 */
import { AwsError } from '../../aws/aws-error.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import type { SourceKind } from './domain/event-sources.ts'
import { invalidParameter } from './errors.ts'
import type { Target } from './lookups.ts'
import { roleCaller } from './role-caller.ts'

/** Fails with InvalidParameterValueException. */
export async function checkSource(
  context: OperationContext,
  kind: SourceKind,
  arn: string,
  { version, function: { value: record } }: Target,
): Promise<void> {
  const caller = roleCaller(context, version.settings.roleArn, record.name)
  try {
    if (kind === 'sqs') await checkQueue(context, arn, version.settings.timeoutSeconds, caller)
    else if (kind === 'kinesis')
      await context.call('kinesis:DescribeStreamSummary', { StreamARN: arn.split('/consumer/')[0] }, caller)
    else await context.call('dynamodbstreams:DescribeStream', { StreamArn: arn, Limit: 1 }, caller)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    if (error.code === 'NotImplemented' || error.code === 'UnknownService') return
    throw worded(error, kind, arn)
  }
}

async function checkQueue(
  { call }: OperationContext,
  arn: string,
  timeoutSeconds: number,
  caller: Parameters<OperationContext['call']>[2],
): Promise<void> {
  const [, , , , QueueOwnerAWSAccountId, QueueName] = arn.split(':')
  const { QueueUrl } = await call<{ QueueUrl?: string }>(
    'sqs:GetQueueUrl',
    { QueueName, QueueOwnerAWSAccountId },
    caller,
  )
  const { Attributes } = await call<{ Attributes?: Record<string, string> }>(
    'sqs:GetQueueAttributes',
    { QueueUrl, AttributeNames: ['VisibilityTimeout'] },
    caller,
  )
  const visibility = Number(Attributes?.VisibilityTimeout ?? timeoutSeconds)
  if (visibility < timeoutSeconds) {
    throw invalidParameter(
      `Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${timeoutSeconds} seconds`,
    )
  }
}

/** Words as observed on AWS: what users have published of failed deployments. */
function worded(error: AwsError, kind: SourceKind, arn: string): AwsError {
  const { code, message } = error
  if (code === 'InvalidParameterValueException') return error
  if (/AccessDenied/.test(code)) {
    const [action, title] = {
      sqs: ['ReceiveMessage', 'SQS'],
      kinesis: ['GetRecords', 'Kinesis'],
      dynamodb: ['GetRecords', 'DynamoDB Streams'],
    }[kind]
    return invalidParameter(
      `The provided execution role does not have permissions to call ${action} on ${title}`,
    )
  }
  if (kind === 'sqs') {
    const named = code === 'QueueDoesNotExist' ? 'AWS.SimpleQueueService.NonExistentQueue' : code
    return invalidParameter(
      `Error occurred while ReceiveMessage. SQS Error Code: ${named}. SQS Error Message: ${message}`,
    )
  }
  return invalidParameter(`Stream not found: ${arn}`)
}
