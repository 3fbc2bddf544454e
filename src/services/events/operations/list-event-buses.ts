import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { defaultBus } from '../buses.ts'
import { defaultBusName } from '../domain/names.ts'
import { busesPerAccount } from '../limits.ts'
import { slice } from '../listing.ts'
import { buses } from '../records.ts'
import { busView } from '../views.ts'

export async function listEventBuses(
  input: Api.ListEventBusesRequest,
  context: OperationContext,
): Promise<Api.ListEventBusesResponse> {
  const { accountId, region, store } = context
  const listed = await buses.list(store, { prefix: [accountId, region], limit: 2 * busesPerAccount })
  const own = { accountId, region, busName: defaultBusName }
  const known = new Map([[defaultBusName, defaultBus(own)]])
  for (const { value } of listed.items) known.set(value.busName, value)
  const { NamePrefix = '', Limit, NextToken } = input
  const wanted = [...known.values()]
    .filter(({ busName }) => busName.startsWith(NamePrefix))
    .sort((left, right) => (left.busName < right.busName ? -1 : 1))
  const purpose = ['ListEventBuses', accountId, region, NamePrefix]
  const { items, token } = slice(wanted, Limit, NextToken, purpose)
  return { EventBuses: items.map(busView), ...(token === undefined ? {} : { NextToken: token }) }
}
