import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { destinationAnswer, requireDestination } from '../api-destinations.ts'
import { change } from '../changing.ts'
import { requireConnectionArn } from '../connections.ts'
import { checkEndpoint } from '../domain/endpoints.ts'
import { apiDestinations } from '../records.ts'
import { required } from '../required.ts'

/** What is left out stays as it is. */
export async function updateApiDestination(
  input: Api.UpdateApiDestinationRequest,
  context: OperationContext,
): Promise<Api.UpdateApiDestinationResponse> {
  const { ConnectionArn, InvocationEndpoint, HttpMethod, Description, InvocationRateLimitPerSecond } = input
  if (InvocationEndpoint !== undefined) checkEndpoint(InvocationEndpoint)
  const destination = await change(context, async (commit) => {
    const stored = await requireDestination(context, required(input.Name, 'Name'))
    if (ConnectionArn !== undefined) await requireConnectionArn(context, ConnectionArn)
    const next = {
      ...stored.value,
      ...(ConnectionArn === undefined ? {} : { connectionArn: ConnectionArn }),
      ...(InvocationEndpoint === undefined ? {} : { endpoint: InvocationEndpoint }),
      ...(HttpMethod === undefined ? {} : { method: HttpMethod }),
      ...(Description === undefined ? {} : { description: Description }),
      ...(InvocationRateLimitPerSecond === undefined ? {} : { ratePerSecond: InvocationRateLimitPerSecond }),
      modifiedAt: context.now,
    }
    apiDestinations.put(commit, next, stored)
    return next
  })
  return destinationAnswer(context, destination)
}
