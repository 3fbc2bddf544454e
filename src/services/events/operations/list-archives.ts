import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { archiveView } from '../archive-views.ts'
import { requireOwnBus } from '../archives.ts'
import { page } from '../listing.ts'
import { archives } from '../records.ts'

export async function listArchives(
  input: Api.ListArchivesRequest,
  context: OperationContext,
): Promise<Api.ListArchivesResponse> {
  const { store, accountId, region } = context
  const { EventSourceArn, State } = input
  const bus =
    EventSourceArn === undefined ? undefined : await requireOwnBus(context, EventSourceArn, 'EventSourceArn')
  const { items, token } = await page({
    store,
    from: archives,
    prefix: [accountId, region],
    nameOf: ({ name }) => name,
    namePrefix: input.NamePrefix,
    wanted: ({ busName }) =>
      (bus === undefined || bus.busName === busName) && (State === undefined || State === 'ENABLED'),
    limit: input.Limit,
    token: input.NextToken,
    purpose: ['ListArchives', bus?.busName ?? '', State ?? ''],
  })
  return {
    Archives: await Promise.all(items.map((archive) => archiveView(store, archive))),
    ...(token === undefined ? {} : { NextToken: token }),
  }
}
