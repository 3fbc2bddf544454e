import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { requireDestination } from '../api-destinations.ts'
import { change } from '../changing.ts'
import { apiDestinations, usageKey } from '../records.ts'
import { required } from '../required.ts'

export async function deleteApiDestination(
  input: Api.DeleteApiDestinationRequest,
  context: OperationContext,
): Promise<object> {
  return change(context, async (commit) => {
    const stored = await requireDestination(context, required(input.Name, 'Name'))
    apiDestinations.remove(commit, stored)
    commit.delete(usageKey(stored.value.id))
    return {}
  })
}
