import type * as Api from '@aws-sdk/client-sfn'
import type { OperationContext } from '../../../dispatch/index.ts'
import { requireExecution } from '../executions.ts'
import { page } from '../listing.ts'
import { mapRuns } from '../map-runs/records.ts'
import { mapRunSummary } from '../map-runs/views.ts'
import { required } from '../required.ts'

/** Those of one execution, the last first. */
export async function listMapRuns(
  input: Api.ListMapRunsInput,
  context: OperationContext,
): Promise<Api.ListMapRunsOutput> {
  const { executionArn, maxResults, nextToken } = input
  const { value } = await requireExecution(context, required(executionArn, 'executionArn'))
  const { items, token } = await page({
    read: (selector) => mapRuns.listBy(context.store, 'execution', selector),
    prefix: [value.id],
    reverse: true,
    keyOf: ({ startedAt, accountId, region, id }) => [startedAt, accountId, region, id],
    limit: maxResults,
    token: nextToken,
    purpose: ['ListMapRuns', executionArn ?? ''],
  })
  return { mapRuns: items.map(mapRunSummary), ...(token === undefined ? {} : { nextToken: token }) }
}
