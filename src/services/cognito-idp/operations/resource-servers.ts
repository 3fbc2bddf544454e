/** Resource servers and their scopes. Source: API Reference, CreateResourceServer and kin. */
import type * as Api from '@aws-sdk/client-cognito-identity-provider'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { invalidParameter, limitExceeded, notFound } from '../errors.ts'
import { pageItemsMax, resourceServersMax } from '../limits.ts'
import { pageOf } from '../paging.ts'
import { loadPool } from '../pools.ts'
import { type Pool, type ResourceServer, resourceServers } from '../records.ts'
import { required } from '../required.ts'
import { resourceServerView } from '../views.ts'

export async function createResourceServer(
  input: Api.CreateResourceServerRequest,
  context: OperationContext,
): Promise<Api.CreateResourceServerResponse> {
  const { store } = context
  const { value: pool } = await loadPool(context, input.UserPoolId)
  const server: ResourceServer = {
    poolId: pool.id,
    identifier: required(input.Identifier, 'Identifier'),
    name: required(input.Name, 'Name'),
    scopes: scopesOf(input.Scopes),
  }
  await change(context, async (commit) => {
    const { items } = await resourceServers.list(store, { prefix: [pool.id] })
    if (items.some(({ value }) => value.identifier === server.identifier))
      throw invalidParameter(`${server.identifier} already exists in user pool ${pool.id}.`)
    if (items.length >= resourceServersMax)
      throw limitExceeded(`A user pool cannot have more than ${resourceServersMax} resource servers.`)
    resourceServers.put(commit, server, undefined)
  })
  return { ResourceServer: resourceServerView(server) }
}

function scopesOf(scopes: Api.ResourceServerScopeType[] | undefined): ResourceServer['scopes'] {
  return (scopes ?? []).map(({ ScopeName = '', ScopeDescription = '' }) => ({
    name: ScopeName,
    description: ScopeDescription,
  }))
}

async function loadServer({ store }: OperationContext, pool: Pool, identifier: string | undefined) {
  const stored = await resourceServers.get(store, [pool.id, identifier ?? ''])
  if (!stored) throw notFound('Resource server does not exist.')
  return stored
}

export async function describeResourceServer(
  input: Api.DescribeResourceServerRequest,
  context: OperationContext,
): Promise<Api.DescribeResourceServerResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  return { ResourceServer: resourceServerView((await loadServer(context, pool, input.Identifier)).value) }
}

export async function listResourceServers(
  input: Api.ListResourceServersRequest,
  context: OperationContext,
): Promise<Api.ListResourceServersResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  const purpose = `cognito-idp ListResourceServers ${pool.id}`
  const limit = input.MaxResults ?? pageItemsMax
  const page = await pageOf(context.store, resourceServers, [pool.id], limit, input.NextToken, purpose)
  return {
    ResourceServers: page.items.map(resourceServerView),
    ...(page.token === undefined ? {} : { NextToken: page.token }),
  }
}

export async function updateResourceServer(
  input: Api.UpdateResourceServerRequest,
  context: OperationContext,
): Promise<Api.UpdateResourceServerResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  const server = await change(context, async (commit) => {
    const stored = await loadServer(context, pool, input.Identifier)
    const next = {
      ...stored.value,
      name: input.Name ?? stored.value.name,
      scopes: scopesOf(input.Scopes),
    }
    resourceServers.put(commit, next, stored)
    return next
  })
  return { ResourceServer: resourceServerView(server) }
}

export async function deleteResourceServer(
  input: Api.DeleteResourceServerRequest,
  context: OperationContext,
): Promise<Record<string, never>> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  await change(context, async (commit) =>
    resourceServers.remove(commit, await loadServer(context, pool, input.Identifier)),
  )
  return {}
}
