import type * as Api from '@aws-sdk/client-dynamodb'
import { AwsError } from '../../../aws/aws-error.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { readTableName } from '../domain/names.ts'
import { tableNotFound } from '../errors.ts'
import type { Insights, Table } from '../records.ts'
import { changeTable, putTable } from '../tables/changing.ts'
import { checked } from '../tables/named-table.ts'

/** Notes that the contributors of a table or index are to be watched. The note is all there is: nothing counts them. */
export async function updateContributorInsights(
  input: Api.UpdateContributorInsightsInput,
  context: OperationContext,
): Promise<Api.UpdateContributorInsightsOutput> {
  const address = readTableName(input.TableName, context)
  const index = input.IndexName ?? ''
  const enabled = input.ContributorInsightsAction === 'ENABLE'
  return changeTable(context, address, (commit, stored) => {
    const action = 'dynamodb:UpdateContributorInsights'
    const { table } = checked(context, address, stored, action, tableNotFound)
    requireIndex(table, index)
    const { insights = [] } = table
    const before = insights.find((one) => one.index === index)
    const mode = input.ContributorInsightsMode ?? before?.mode ?? 'ACCESSED_AND_THROTTLED_KEYS'
    const after: Insights = { index, enabled, mode, at: context.now }
    const next: Table = { ...table, insights: [...insights.filter((one) => one !== before), after] }
    putTable(commit, next, stored)
    return {
      TableName: table.name,
      ...(index === '' ? {} : { IndexName: index }),
      ContributorInsightsStatus: enabled ? 'ENABLING' : 'DISABLING',
      ContributorInsightsMode: mode,
    }
  })
}

/** The words: recorded on AWS (ack-api-quirks, 2026-10). */
export function requireIndex({ indexes, name }: Table, index: string): void {
  if (index === '' || indexes.some((one) => one.name === index)) return
  throw new AwsError(
    'ResourceNotFoundException',
    `Requested resource not found: Index: ${index} not found for table: ${name}`,
  )
}
