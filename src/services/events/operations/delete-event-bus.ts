import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { addressOf, busRefusal, findBus, touchRevision } from '../buses.ts'
import { change } from '../changing.ts'
import { defaultBusName } from '../domain/names.ts'
import { accessDenied, validation } from '../errors.ts'
import { buses, rules } from '../records.ts'

/** A bus that is not there is deleted already. */
export async function deleteEventBus(
  input: Api.DeleteEventBusRequest,
  context: OperationContext,
): Promise<object> {
  const address = addressOf(context, input.Name)
  if (address.busName === defaultBusName) throw validation('Cannot delete event bus default.')
  return change(context, async (commit) => {
    const found = await findBus(context, address)
    if (!found?.stored) return {}
    const refusal = busRefusal(context, found.bus, 'events:DeleteEventBus')
    if (refusal !== undefined) throw accessDenied(refusal)
    const prefix = [address.accountId, address.region, address.busName]
    const { items } = await rules.list(context.store, { prefix, limit: 1 })
    // UNVERIFIED: the words.
    if (items.length > 0) throw validation("Event bus can't be deleted since it has rules.")
    buses.remove(commit, found.stored)
    touchRevision(commit, address)
    return {}
  })
}
