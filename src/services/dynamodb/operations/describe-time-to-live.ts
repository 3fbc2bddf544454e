import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import { requireNamedTable } from '../tables/named-table.ts'

/** Answers by which attribute a table's items end. */
export async function describeTimeToLive(
  input: Api.DescribeTimeToLiveInput,
  context: OperationContext,
): Promise<Api.DescribeTimeToLiveOutput> {
  const { table } = await requireNamedTable(context, input.TableName, 'dynamodb:DescribeTimeToLive')
  const { timeToLive } = table
  return {
    TimeToLiveDescription:
      timeToLive === undefined
        ? { TimeToLiveStatus: 'DISABLED' }
        : { TimeToLiveStatus: timeToLive.status, AttributeName: timeToLive.attribute },
  }
}
