import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { loadDestination } from '../destinations.ts'
import { logDestinations } from '../records.ts'
import { required } from '../required.ts'

/** Takes a destination away. Filters that name it stay, and reach nobody. */
export async function deleteDestination(
  input: Api.DeleteDestinationRequest,
  context: OperationContext,
): Promise<object> {
  const name = required(input.destinationName, 'destinationName')
  await change(context, async (commit) => {
    logDestinations.remove(commit, await loadDestination(context, name))
  })
  return {}
}
