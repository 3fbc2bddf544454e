import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { replayView } from '../archive-views.ts'
import { page } from '../listing.ts'
import { replays } from '../records.ts'

export async function listReplays(
  input: Api.ListReplaysRequest,
  context: OperationContext,
): Promise<Api.ListReplaysResponse> {
  const { EventSourceArn, State } = input
  const { items, token } = await page({
    store: context.store,
    from: replays,
    prefix: [context.accountId, context.region],
    nameOf: ({ name }) => name,
    namePrefix: input.NamePrefix,
    wanted: ({ archiveArn, state }) =>
      (EventSourceArn === undefined || EventSourceArn === archiveArn) &&
      (State === undefined || State === state),
    limit: input.Limit,
    token: input.NextToken,
    purpose: ['ListReplays', EventSourceArn ?? '', State ?? ''],
  })
  return { Replays: items.map(replayView), ...(token === undefined ? {} : { NextToken: token }) }
}
