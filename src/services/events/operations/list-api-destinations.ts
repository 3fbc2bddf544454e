import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { destinationView } from '../api-destinations.ts'
import { page } from '../listing.ts'
import { apiDestinations } from '../records.ts'

export async function listApiDestinations(
  input: Api.ListApiDestinationsRequest,
  context: OperationContext,
): Promise<Api.ListApiDestinationsResponse> {
  const { ConnectionArn } = input
  const { items, token } = await page({
    store: context.store,
    from: apiDestinations,
    prefix: [context.accountId, context.region],
    nameOf: ({ name }) => name,
    namePrefix: input.NamePrefix,
    wanted: ({ connectionArn }) => ConnectionArn === undefined || ConnectionArn === connectionArn,
    limit: input.Limit,
    token: input.NextToken,
    purpose: ['ListApiDestinations', ConnectionArn ?? ''],
  })
  return {
    ApiDestinations: await Promise.all(items.map((destination) => destinationView(context, destination))),
    ...(token === undefined ? {} : { NextToken: token }),
  }
}
