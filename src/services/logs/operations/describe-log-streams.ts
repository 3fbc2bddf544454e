import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { invalidParameter } from '../errors.ts'
import { loadChosenGroup } from '../groups.ts'
import { describeLimit } from '../limits.ts'
import { afterPrefix, page } from '../listing.ts'
import { type Stream, streams } from '../records.ts'
import { streamView } from '../views.ts'

/** Lists a group's streams, by name or by their last event. */
export async function describeLogStreams(
  input: Api.DescribeLogStreamsRequest,
  context: OperationContext,
): Promise<Api.DescribeLogStreamsResponse> {
  const { logStreamNamePrefix: prefix, orderBy = 'LogStreamName', descending: reverse = false } = input
  if (orderBy === 'LastEventTime' && prefix !== undefined)
    throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.')
  const { value: group } = await loadChosenGroup(context, input)
  const { store } = context
  const { items, token } = await page<Stream>({
    read: (after, limit) => {
      const selector = { prefix: [group.id], reverse, limit, ...(after === undefined ? {} : { after }) }
      if (orderBy === 'LastEventTime') return streams.listBy(store, 'lastEvent', selector)
      if (prefix === undefined) return streams.list(store, selector)
      return streams.list(store, {
        ...selector,
        start: [group.id, prefix],
        end: [group.id, afterPrefix(prefix)],
      })
    },
    keyOf: ({ name, lastEventAt }) =>
      orderBy === 'LastEventTime' ? [group.id, lastEventAt ?? 0, group.id, name] : [group.id, name],
    limit: input.limit ?? describeLimit,
    token: input.nextToken,
    purpose: ['DescribeLogStreams', group.id, prefix ?? null, orderBy, reverse],
  })
  return {
    logStreams: items.map((stream) => streamView(context, group.name, stream)),
    ...(token === undefined ? {} : { nextToken: token }),
  }
}
