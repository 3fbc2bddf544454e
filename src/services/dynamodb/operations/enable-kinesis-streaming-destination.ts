import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import { validation } from '../errors.ts'
import { changeDestination, requireKinesisStream } from '../tables/destination-changes.ts'

/** From now on, every change of an item goes to a stream of Kinesis. */
export async function enableKinesisStreamingDestination(
  input: Api.KinesisStreamingDestinationInput,
  context: OperationContext,
): Promise<Api.KinesisStreamingDestinationOutput> {
  const streamArn = input.StreamArn ?? ''
  const precision = input.EnableKinesisStreamingConfiguration?.ApproximateCreationDateTimePrecision
  await requireKinesisStream(context, streamArn)
  const action = 'dynamodb:EnableKinesisStreamingDestination'
  const table = await changeDestination(context, input, action, (before) => {
    if (before?.status === 'ACTIVE') {
      throw validation(
        'Table is not in a valid state to enable Kinesis Streaming Destination: EnableKinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform ENABLE operation.',
      )
    }
    return { streamArn, status: 'ACTIVE', precision: precision ?? 'MILLISECOND' }
  })
  return {
    TableName: table.name,
    StreamArn: streamArn,
    DestinationStatus: 'ENABLING',
    ...(precision === undefined
      ? {}
      : { EnableKinesisStreamingConfiguration: { ApproximateCreationDateTimePrecision: precision } }),
  }
}
