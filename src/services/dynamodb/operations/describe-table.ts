import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import { countsOf } from '../tables/counting.ts'
import { describeTable as description } from '../tables/describe.ts'
import { requireNamedTable } from '../tables/named-table.ts'

/** Answers what a table is. */
export async function describeTable(
  input: Api.DescribeTableInput,
  context: OperationContext,
): Promise<Api.DescribeTableOutput> {
  const loaded = await requireNamedTable(context, input.TableName, 'dynamodb:DescribeTable')
  return { Table: description(context, loaded.table, { counts: await countsOf(context, loaded) }) }
}
