import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import { validation } from '../errors.ts'
import { changeDestination } from '../tables/destination-changes.ts'

/** Changes from now on do not go to the stream of Kinesis any more. */
export async function disableKinesisStreamingDestination(
  input: Api.KinesisStreamingDestinationInput,
  context: OperationContext,
): Promise<Api.KinesisStreamingDestinationOutput> {
  if (input.EnableKinesisStreamingConfiguration !== undefined) {
    throw validation(
      'Streaming destination cannot be updated with given parameters: Stream cannot be disabled using EnableKinesisStreamingConfiguration parameters',
    )
  }
  const action = 'dynamodb:DisableKinesisStreamingDestination'
  const table = await changeDestination(context, input, action, (before) => {
    if (before?.status !== 'ACTIVE') {
      throw validation(
        'Table is not in a valid state to enable Kinesis Streaming Destination: KinesisStreamingDestination must be ACTIVE to perform DISABLE operation.',
      )
    }
    return { ...before, status: 'DISABLED' }
  })
  return { TableName: table.name, StreamArn: input.StreamArn, DestinationStatus: 'DISABLING' }
}
