/** Targets whose services take several entries with one call, and say which of them they did not take. */
import type * as Api from '@aws-sdk/client-pipes'
import { AwsError } from '../../aws/aws-error.ts'
import type { Json } from '../../base/json.ts'
import { inRegion } from '../../delivery/index.ts'
import type { BackgroundSurroundings } from '../../dispatch/index.ts'
import { dynamicValue, parsedEvent } from './domain/events.ts'
import { entriesPerCall, recordsPerCall } from './limits.ts'
import type { Failures, Sending } from './sending-types.ts'

/** One call: its operation and input, and what its answer says of each entry. */
interface GroupCall {
  readonly operation: string
  readonly perCall: number
  readonly input: (entries: readonly object[]) => object
  /** The entry of an event; `id` is its place in the batch. */
  readonly entry: (input: string, id: string, value: (text: string) => string) => object
  /** The places, within a call's entries, of those that were not taken, with why. */
  readonly failed: (answer: Answer) => Array<readonly [place: number, code: string, message: string]>
}

/** What the answers have, as far as this goes. */
interface Answer {
  readonly Failed?: ReadonlyArray<{ readonly Id?: string; readonly Code?: string; readonly Message?: string }>
  readonly Entries?: ReadonlyArray<{ readonly ErrorCode?: string; readonly ErrorMessage?: string }>
  readonly Records?: ReadonlyArray<{ readonly ErrorCode?: string; readonly ErrorMessage?: string }>
}

/** Fails with an AwsError when a call as a whole fails and nothing was taken before it. */
export async function sendInGroups(
  { call, settings }: BackgroundSurroundings,
  { pipe, caller, events, inputs }: Sending,
  parameters: Api.PipeTargetParameters,
): Promise<Failures> {
  const [, , service = '', region = '', accountId = '', resource = ''] = pipe.target.split(':')
  const queueUrl = `${settings.endpoint}/${accountId}/${resource}`
  const group = groupCall(service, pipe.target, queueUrl, pipe.name, pipe.sourceKind, parameters)
  const failed = new Set<number>()
  let error = new AwsError('InternalFailure', '')
  for (let first = 0; first < inputs.length; first += group.perCall) {
    const entries = inputs.slice(first, first + group.perCall).map((input, index) => {
      const event: Json = parsedEvent(pipe.sourceKind, events[first + index] ?? null)
      return group.entry(input, String(index), (text) => dynamicValue(text, event))
    })
    try {
      const answer = await call<Answer>(group.operation, group.input(entries), inRegion(caller, region))
      for (const [place, code, message] of group.failed(answer)) {
        failed.add(first + place)
        error = new AwsError(code, message)
      }
    } catch (thrown) {
      if (!(thrown instanceof AwsError)) throw thrown
      for (const index of entries.keys()) failed.add(first + index)
      error = thrown
    }
  }
  return { failed, error }
}

function groupCall(
  service: string,
  arn: string,
  queueUrl: string,
  pipeName: string,
  sourceKind: string,
  parameters: Api.PipeTargetParameters,
): GroupCall {
  const byId = ({ Failed = [] }: Answer) =>
    Failed.map(({ Id = '0', Code = 'InternalFailure', Message = '' }) => [Number(Id), Code, Message] as const)
  const byPlace = (results: Answer['Entries'] = []) =>
    results.flatMap(({ ErrorCode, ErrorMessage = '' }, place) =>
      ErrorCode === undefined ? [] : [[place, ErrorCode, ErrorMessage] as const],
    )
  switch (service) {
    case 'sqs': {
      const { MessageGroupId, MessageDeduplicationId } = parameters.SqsQueueParameters ?? {}
      return {
        operation: 'sqs:SendMessageBatch',
        perCall: entriesPerCall,
        input: (Entries) => ({ QueueUrl: queueUrl, Entries }),
        entry: (MessageBody, Id, value) => ({
          Id,
          MessageBody,
          ...(MessageGroupId && { MessageGroupId: value(MessageGroupId) }),
          ...(MessageDeduplicationId && { MessageDeduplicationId: value(MessageDeduplicationId) }),
        }),
        failed: byId,
      }
    }
    case 'sns':
      return {
        operation: 'sns:PublishBatch',
        perCall: entriesPerCall,
        input: (PublishBatchRequestEntries) => ({ TopicArn: arn, PublishBatchRequestEntries }),
        entry: (Message, Id) => ({ Id, Message }),
        failed: byId,
      }
    case 'kinesis': {
      const { PartitionKey = '' } = parameters.KinesisStreamParameters ?? {}
      return {
        operation: 'kinesis:PutRecords',
        perCall: recordsPerCall,
        input: (Records) => ({ StreamARN: arn, Records }),
        entry: (input, _id, value) => ({
          Data: Buffer.from(input, 'utf8'),
          PartitionKey: value(PartitionKey) || PartitionKey,
        }),
        failed: ({ Records }) => byPlace(Records),
      }
    }
    default: {
      const { Source, DetailType, Resources, Time } = parameters.EventBridgeEventBusParameters ?? {}
      return {
        operation: 'events:PutEvents',
        perCall: entriesPerCall,
        input: (Entries) => ({ Entries }),
        // UNVERIFIED: what source and detail type are where the pipe names none.
        entry: (Detail, _id, value) => ({
          EventBusName: arn,
          Source: Source === undefined ? `Pipe ${pipeName}` : value(Source),
          DetailType: DetailType === undefined ? `Event from aws:${sourceKind}` : value(DetailType),
          Detail,
          ...(Resources && { Resources: Resources.map(value) }),
          ...(Time && { Time: new Date(value(Time)) }),
        }),
        failed: ({ Entries }) => byPlace(Entries),
      }
    }
  }
}
