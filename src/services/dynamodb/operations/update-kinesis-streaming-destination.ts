import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import { validation } from '../errors.ts'
import { changeDestination } from '../tables/destination-changes.ts'

/** Says how exact the instants of records are. The words: recorded on AWS (ack-api-quirks, 2026-10). */
export async function updateKinesisStreamingDestination(
  input: Api.UpdateKinesisStreamingDestinationInput,
  context: OperationContext,
): Promise<Api.UpdateKinesisStreamingDestinationOutput> {
  const precision = input.UpdateKinesisStreamingConfiguration?.ApproximateCreationDateTimePrecision
  if (precision === undefined) {
    throw validation(
      'Streaming destination cannot be updated with given parameters: UpdateKinesisStreamingConfiguration cannot be null or contain only null values',
    )
  }
  const action = 'dynamodb:UpdateKinesisStreamingDestination'
  const table = await changeDestination(context, input, action, (before, { id, name }) => {
    if (before?.status !== 'ACTIVE') {
      throw validation(
        `Table is not in a valid state to enable Kinesis Streaming Destination: Kinesis streaming is not in ACTIVE state. Updates are only allowed in ACTIVE state. TableName: ${name}, kdsArn: ${input.StreamArn}`,
      )
    }
    if (before.precision === precision) {
      throw validation(
        `Invalid Request: Precision is already set to the desired value of ${precision} for tableId: ${id}, kdsArn: ${input.StreamArn}`,
      )
    }
    return { ...before, precision }
  })
  return {
    TableName: table.name,
    StreamArn: input.StreamArn,
    DestinationStatus: 'UPDATING',
    UpdateKinesisStreamingConfiguration: { ApproximateCreationDateTimePrecision: precision },
  }
}
