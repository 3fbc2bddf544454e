import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import { requireNamedTable } from '../tables/named-table.ts'
import { requireIndex } from './update-contributor-insights.ts'

/** Answers whether the contributors of a table or index were asked to be watched. */
export async function describeContributorInsights(
  input: Api.DescribeContributorInsightsInput,
  context: OperationContext,
): Promise<Api.DescribeContributorInsightsOutput> {
  const action = 'dynamodb:DescribeContributorInsights'
  const { table } = await requireNamedTable(context, input.TableName, action)
  const index = input.IndexName ?? ''
  requireIndex(table, index)
  const found = table.insights?.find((one) => one.index === index)
  return {
    TableName: table.name,
    ...(index === '' ? {} : { IndexName: index }),
    ContributorInsightsStatus: found?.enabled === true ? 'ENABLED' : 'DISABLED',
    ...(found === undefined
      ? {}
      : { LastUpdateDateTime: new Date(found.at), ContributorInsightsMode: found.mode }),
  }
}
