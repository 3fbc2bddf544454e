/**
 * Hands something to a target by its ARN, through the target's own service. One way for rules, schedules and pipes: what differs
 * between them is what they hand over and on whose behalf.
 */
import { parseArn } from '../../aws/arn.ts'
import { AwsError } from '../../aws/aws-error.ts'
import { parseRegion, partitionOf } from '../../aws/identifiers.ts'
import type { Caller } from '../../dispatch/index.ts'
import { noSuchTarget } from './errors.ts'
import type { TargetDelivery, TargetOptions, TargetSurroundings } from './types.ts'

type Send = (surroundings: TargetSurroundings, delivery: Prepared) => Promise<unknown>

interface Prepared {
  readonly arn: string
  readonly accountId: string
  /** What follows the account in the ARN. */
  readonly resource: string
  readonly input: string
  readonly caller: Caller
  readonly options: TargetOptions
}

/** Fails as the target's service does, and with NotImplemented for a target of a kind that nobody delivers to. */
export async function sendToTarget(
  surroundings: TargetSurroundings,
  delivery: TargetDelivery,
): Promise<void> {
  const { arn, input, options = { deliveryId: 'delivery', at: 0 } } = delivery
  const parsed = parseArn(arn)
  const send = parsed && senders[parsed.service]
  if (!parsed || !send) throw noSuchTarget(arn)
  const { accountId, resource } = parsed
  const caller = inRegion(delivery.caller, parsed.region)
  await send(surroundings, { arn, accountId, resource, input, caller, options })
}

/** Whether {@link sendToTarget} knows the kind of a target. */
export function isKnownTarget(arn: string): boolean {
  const parsed = parseArn(arn)
  return parsed !== undefined && senders[parsed.service] !== undefined
}

/** The caller as it acts in another region; one of another partition has no standing there. */
export function inRegion(caller: Caller, text: string): Caller {
  const region = parseRegion(text)
  if (region === undefined || partitionOf(region) !== partitionOf(caller.region)) return caller
  return { ...caller, region }
}

const senders: Readonly<Record<string, Send>> = {
  lambda: ({ call }, { arn, input, caller }) =>
    call(
      'lambda:Invoke',
      { FunctionName: arn, InvocationType: 'Event', Payload: Buffer.from(input, 'utf8') },
      caller,
    ),

  sqs: ({ call, settings }, { accountId, resource, input, caller, options }) =>
    call(
      'sqs:SendMessage',
      {
        QueueUrl: `${settings.endpoint}/${accountId}/${resource}`,
        MessageBody: input,
        ...fifo(options),
      },
      caller,
    ),

  sns: ({ call }, { arn, input, caller, options }) =>
    call('sns:Publish', { TopicArn: arn, Message: input, ...fifo(options) }, caller),

  kinesis: ({ call }, { arn, input, caller, options }) =>
    call(
      'kinesis:PutRecord',
      {
        StreamARN: arn,
        Data: Buffer.from(input, 'utf8'),
        PartitionKey: options.partitionKey ?? options.deliveryId,
      },
      caller,
    ),

  firehose: ({ call }, { resource, input, caller }) =>
    call(
      'firehose:PutRecord',
      { DeliveryStreamName: behindSlash(resource), Record: { Data: Buffer.from(input, 'utf8') } },
      caller,
    ),

  states: async ({ call }, { arn, input, caller, options }) => {
    const execution = { stateMachineArn: arn, input, name: options.deliveryId }
    try {
      await call('states:StartExecution', execution, caller)
    } catch (error) {
      // It was begun by an earlier try whose end nobody saw.
      if (!(error instanceof AwsError && error.code === 'ExecutionAlreadyExists')) throw error
    }
  },

  logs: async ({ call }, { resource, input, caller, options }) => {
    const [, logGroupName = ''] = /^log-group:([^:]+)/.exec(resource) ?? []
    const logStreamName = options.logStreamName ?? options.deliveryId
    const put = () =>
      call(
        'logs:PutLogEvents',
        { logGroupName, logStreamName, logEvents: [logEvent(input, options.at)] },
        caller,
      )
    try {
      await call('logs:CreateLogStream', { logGroupName, logStreamName }, caller)
    } catch (error) {
      if (!(error instanceof AwsError && error.code === 'ResourceAlreadyExistsException')) throw error
    }
    await put()
  },

  events: async ({ call }, { arn, resource, input, caller, options }) => {
    if (!resource.startsWith('event-bus/')) throw noSuchTarget(arn)
    const { source = '', detailType = '', resources = [] } = options.event ?? {}
    const entry = {
      EventBusName: arn,
      Source: source,
      DetailType: detailType,
      Resources: [...resources],
      Detail: input,
    }
    await putEvent(call, entry, caller)
  },

  codebuild: ({ call }, { resource, caller }) =>
    call('codebuild:StartBuild', { projectName: behindSlash(resource) }, caller),

  codepipeline: ({ call }, { resource, caller }) =>
    call('codepipeline:StartPipelineExecution', { name: resource }, caller),
}

function fifo({ messageGroupId, messageDeduplicationId }: TargetOptions): object {
  return {
    ...(messageGroupId === undefined ? {} : { MessageGroupId: messageGroupId }),
    ...(messageDeduplicationId === undefined ? {} : { MessageDeduplicationId: messageDeduplicationId }),
  }
}

/**
 * A template for a log group makes its entry: `{"timestamp": <ts>, "message": "text"}`. Anything else is the message.
 * Source: EventBridge User Guide, "Amazon EventBridge input transformation", Amazon CloudWatch log group.
 */
function logEvent(input: string, at: number): { timestamp: number; message: string } {
  try {
    const value = JSON.parse(input) as { timestamp?: unknown; message?: unknown } | null
    const { timestamp, message, ...others } = value ?? {}
    const told = typeof timestamp === 'string' ? Date.parse(timestamp) : Number(timestamp)
    if (message !== undefined && timestamp !== undefined && Object.keys(others).length === 0 && told > 0)
      return { timestamp: told, message: typeof message === 'string' ? message : JSON.stringify(message) }
  } catch {
    // No JSON: a message as it is.
  }
  return { timestamp: at, message: input }
}

/** PutEvents answers 200 even when it took nothing. */
export async function putEvent(
  call: TargetSurroundings['call'],
  entry: object,
  caller: Caller,
): Promise<void> {
  const answer = await call<{
    FailedEntryCount?: number
    Entries?: Array<{ ErrorCode?: string; ErrorMessage?: string }>
  }>('events:PutEvents', { Entries: [entry] }, caller)
  if ((answer.FailedEntryCount ?? 0) === 0) return
  const [failed] = answer.Entries ?? []
  throw new AwsError(failed?.ErrorCode ?? 'InternalFailure', failed?.ErrorMessage ?? 'PutEvents failed.', {
    fault: failed?.ErrorCode === 'InternalFailure' ? 'server' : 'client',
  })
}

function behindSlash(resource: string): string {
  return resource.slice(resource.indexOf('/') + 1)
}
