import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { queryDefinitionsPerAccount } from '../limits.ts'
import { afterPrefix, page } from '../listing.ts'
import { type QueryDefinition, queryDefinitions } from '../records.ts'
import { queryDefinitionView } from '../views.ts'

/** Lists saved queries by name. */
export async function describeQueryDefinitions(
  input: Api.DescribeQueryDefinitionsRequest,
  context: OperationContext,
): Promise<Api.DescribeQueryDefinitionsResponse> {
  const { accountId, region, store } = context
  const prefix = input.queryDefinitionNamePrefix ?? ''
  const home = [accountId, region]
  const { items, token } = await page<QueryDefinition>({
    read: (after, limit) =>
      queryDefinitions.listBy(store, 'name', {
        prefix: home,
        start: [...home, prefix],
        end: [...home, afterPrefix(prefix)],
        limit,
        ...(after === undefined ? {} : { after }),
      }),
    keyOf: ({ name, id }) => [...home, name, ...home, id],
    wanted: ({ language }) => input.queryLanguage === undefined || language === input.queryLanguage,
    limit: input.maxResults ?? queryDefinitionsPerAccount,
    token: input.nextToken,
    purpose: ['DescribeQueryDefinitions', ...home, prefix, input.queryLanguage ?? null],
  })
  return {
    queryDefinitions: items.map(queryDefinitionView),
    ...(token === undefined ? {} : { nextToken: token }),
  }
}
