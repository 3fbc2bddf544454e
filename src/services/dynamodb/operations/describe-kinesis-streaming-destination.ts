import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import { resourceNotFound } from '../errors.ts'
import { requireNamedTable } from '../tables/named-table.ts'

/** Answers where a table's changes go, or went. */
export async function describeKinesisStreamingDestination(
  input: Api.DescribeKinesisStreamingDestinationInput,
  context: OperationContext,
): Promise<Api.DescribeKinesisStreamingDestinationOutput> {
  const action = 'dynamodb:DescribeKinesisStreamingDestination'
  const { table } = await requireNamedTable(context, input.TableName, action, resourceNotFound)
  return {
    TableName: table.name,
    KinesisDataStreamDestinations: (table.destinations ?? []).map(({ streamArn, status, precision }) => ({
      StreamArn: streamArn,
      DestinationStatus: status,
      ApproximateCreationDateTimePrecision: precision,
    })),
  }
}
