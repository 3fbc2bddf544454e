/** API destinations: finding them, and showing them. */
import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../dispatch/index.ts'
import type { Stored } from '../../store/index.ts'
import type { ApiDestination } from './domain/connections.ts'
import { apiDestinationArn, connectionArn } from './domain/names.ts'
import { notFound } from './errors.ts'
import { apiDestinations, connections } from './records.ts'
import { instant } from './views.ts'

/** Fails with ResourceNotFoundException. */
export async function requireDestination(
  { store, accountId, region }: OperationContext,
  name: string,
): Promise<Stored<ApiDestination>> {
  const stored = await apiDestinations.get(store, [accountId, region, name])
  if (!stored)
    throw notFound(`Failed to describe the api-destination(s). An api-destination '${name}' does not exist.`)
  return stored
}

/** ACTIVE while its connection is authorised. */
export async function destinationState(
  { store, accountId, region }: OperationContext,
  destination: ApiDestination,
): Promise<Api.ApiDestinationState> {
  const [, name = ''] = destination.connectionArn.split('/')
  const stored = await connections.get(store, [accountId, region, name])
  const isThere = stored && connectionArn(stored.value, name, stored.value.id) === destination.connectionArn
  return isThere && ['AUTHORIZED', 'AUTHORIZING'].includes(stored.value.state) ? 'ACTIVE' : 'INACTIVE'
}

/** What changing an API destination answers. */
export async function destinationAnswer(context: OperationContext, destination: ApiDestination) {
  const { name, id, createdAt, modifiedAt } = destination
  return {
    ApiDestinationArn: apiDestinationArn(destination, name, id),
    ApiDestinationState: await destinationState(context, destination),
    CreationTime: instant(createdAt),
    LastModifiedTime: instant(modifiedAt),
  }
}

export async function destinationView(
  context: OperationContext,
  destination: ApiDestination,
): Promise<Api.ApiDestination> {
  const { name, endpoint, method, ratePerSecond } = destination
  return {
    ...(await destinationAnswer(context, destination)),
    Name: name,
    ConnectionArn: destination.connectionArn,
    InvocationEndpoint: endpoint,
    HttpMethod: method as Api.ApiDestinationHttpMethod,
    ...(ratePerSecond === undefined ? {} : { InvocationRateLimitPerSecond: ratePerSecond }),
  }
}
