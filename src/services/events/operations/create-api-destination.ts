import type * as Api from '@aws-sdk/client-eventbridge'
import { randomUuid } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { destinationAnswer } from '../api-destinations.ts'
import { change } from '../changing.ts'
import { requireConnectionArn } from '../connections.ts'
import type { ApiDestination } from '../domain/connections.ts'
import { checkEndpoint } from '../domain/endpoints.ts'
import { homeOf } from '../domain/names.ts'
import { alreadyExists, limitExceeded } from '../errors.ts'
import { apiDestinationsPerAccount } from '../limits.ts'
import { apiDestinations } from '../records.ts'
import { required } from '../required.ts'

export async function createApiDestination(
  input: Api.CreateApiDestinationRequest,
  context: OperationContext,
): Promise<Api.CreateApiDestinationResponse> {
  const { store, accountId, region, random, now } = context
  const name = required(input.Name, 'Name')
  const endpoint = required(input.InvocationEndpoint, 'InvocationEndpoint')
  checkEndpoint(endpoint)
  const connectionArn = required(input.ConnectionArn, 'ConnectionArn')
  const destination = await change(context, async (commit) => {
    await requireConnectionArn(context, connectionArn)
    // UNVERIFIED: the words.
    if (await apiDestinations.get(store, [accountId, region, name]))
      throw alreadyExists(`An api-destination '${name}'`)
    const limit = apiDestinationsPerAccount
    const { items } = await apiDestinations.list(store, { prefix: [accountId, region], limit })
    if (items.length >= limit) throw limitExceeded()
    const next: ApiDestination = {
      ...homeOf(context),
      name,
      id: randomUuid(random),
      ...(input.Description === undefined ? {} : { description: input.Description }),
      connectionArn,
      endpoint,
      method: required(input.HttpMethod, 'HttpMethod'),
      ...(input.InvocationRateLimitPerSecond === undefined
        ? {}
        : { ratePerSecond: input.InvocationRateLimitPerSecond }),
      createdAt: now,
      modifiedAt: now,
    }
    apiDestinations.put(commit, next, undefined)
    return next
  })
  return destinationAnswer(context, destination)
}
