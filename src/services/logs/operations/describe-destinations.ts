import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { describeLimit } from '../limits.ts'
import { afterPrefix, page } from '../listing.ts'
import { type LogDestination, logDestinations } from '../records.ts'
import { destinationView } from '../views.ts'

/** Lists the destinations of the account, in the order of their names. */
export async function describeDestinations(
  input: Api.DescribeDestinationsRequest,
  context: OperationContext,
): Promise<Api.DescribeDestinationsResponse> {
  const { accountId, region, store } = context
  const home = [accountId, region]
  const prefix = input.DestinationNamePrefix ?? ''
  const { items, token } = await page<LogDestination>({
    read: (after, limit) =>
      logDestinations.list(store, {
        prefix: home,
        start: [...home, prefix],
        end: [...home, afterPrefix(prefix)],
        limit,
        ...(after === undefined ? {} : { after }),
      }),
    keyOf: ({ name }) => [...home, name],
    limit: input.limit ?? describeLimit,
    token: input.nextToken,
    purpose: ['DescribeDestinations', ...home, prefix],
  })
  return {
    destinations: items.map((destination) => destinationView(context, destination)),
    ...(token === undefined ? {} : { nextToken: token }),
  }
}
