import type * as Api from '@aws-sdk/client-dynamodb'
import { readPageToken, writePageToken } from '../../../aws/page-token.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { validation } from '../errors.ts'
import { tablePageCount } from '../limits.ts'
import { type Table, tables } from '../records.ts'
import { requireNamedTable } from '../tables/named-table.ts'

/** Answers all that were asked to be watched, of one table or of all. A page is of so many tables, and may be empty. */
export async function listContributorInsights(
  input: Api.ListContributorInsightsInput,
  context: OperationContext,
): Promise<Api.ListContributorInsightsOutput> {
  const { store, accountId, region } = context
  if (input.TableName !== undefined) {
    const action = 'dynamodb:ListContributorInsights'
    const { table } = await requireNamedTable(context, input.TableName, action)
    return { ContributorInsightsSummaries: summaries(table) }
  }
  const purpose = `dynamodb insights ${accountId} ${region}`
  const after = input.NextToken === undefined ? undefined : readPageToken(purpose, input.NextToken)
  // UNVERIFIED: the words.
  if (input.NextToken !== undefined && typeof after !== 'string') throw validation('Invalid NextToken')
  const page = await tables.list(store, {
    prefix: [accountId, region],
    limit: Math.min(input.MaxResults || tablePageCount, tablePageCount),
    ...(typeof after === 'string' ? { after: [accountId, region, after] } : {}),
  })
  const last = page.items.at(-1)?.value.name
  return {
    ContributorInsightsSummaries: page.items.flatMap(({ value }) => summaries(value)),
    ...(page.next === undefined || last === undefined ? {} : { NextToken: writePageToken(purpose, last) }),
  }
}

function summaries({ name, insights = [] }: Table): Api.ContributorInsightsSummary[] {
  return insights.map(({ index, enabled, mode }) => ({
    TableName: name,
    ...(index === '' ? {} : { IndexName: index }),
    ContributorInsightsStatus: enabled ? 'ENABLED' : 'DISABLED',
    ContributorInsightsMode: mode,
  }))
}
