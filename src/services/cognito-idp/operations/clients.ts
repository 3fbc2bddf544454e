/** App clients. Source: API Reference, CreateUserPoolClient and kin. */
import type * as Api from '@aws-sdk/client-cognito-identity-provider'
import { AwsError } from '../../../aws/aws-error.ts'
import type { JsonObject } from '../../../base/json.ts'
import { randomText } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { checkClientSettings, clientSettings } from '../domain/client-settings.ts'
import { invalidParameter, limitExceeded, notFound } from '../errors.ts'
import { clientSecretsMax, clientsMax, pageItemsMax } from '../limits.ts'
import { pageOf } from '../paging.ts'
import { asJson, loadClient, loadPool } from '../pools.ts'
import { type Client, clients, identityProviders, type Pool, resourceServers } from '../records.ts'
import { required } from '../required.ts'
import { clientView } from '../views.ts'

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'

export async function createUserPoolClient(
  input: Api.CreateUserPoolClientRequest,
  context: OperationContext,
): Promise<Api.CreateUserPoolClientResponse> {
  return createClient(input, context, randomText(context.random, letters, 26))
}

/** Makes a client of this id. */
export async function createClient(
  input: Api.CreateUserPoolClientRequest,
  context: OperationContext,
  id: string,
): Promise<Api.CreateUserPoolClientResponse> {
  const { store, now } = context
  const { value: pool } = await loadPool(context, input.UserPoolId)
  if (input.GenerateSecret === true && input.ClientSecret !== undefined)
    throw invalidParameter('ClientSecret cannot be given when GenerateSecret is true.')
  const secret = input.GenerateSecret === true ? newSecret(context) : input.ClientSecret
  const settings = clientSettings(asJson(input))
  await checkSettings(context, pool, settings, secret !== undefined)
  const { items } = await clients.list(store, { prefix: [pool.id], limit: clientsMax })
  if (items.length >= clientsMax)
    throw limitExceeded(`User pool ${pool.id} has reached the limit of ${clientsMax} clients.`)
  const client: Client = {
    poolId: pool.id,
    id,
    name: required(input.ClientName, 'ClientName'),
    secrets: secret === undefined ? [] : [secretOf(context, secret)],
    settings,
    createdAt: now,
    modifiedAt: now,
  }
  await change(context, async (commit) => clients.put(commit, client, undefined))
  return { UserPoolClient: clientView(client) }
}

function newSecret({ random }: OperationContext): string {
  return randomText(random, letters, 51)
}

function secretOf({ random, now }: OperationContext, value: string) {
  return { id: `${randomText(random, letters, 26)}--${now}`, value, createdAt: now }
}

async function checkSettings(
  { store }: OperationContext,
  pool: Pool,
  settings: JsonObject,
  hasSecret: boolean,
): Promise<void> {
  const providers = await identityProviders.list(store, { prefix: [pool.id] })
  const servers = await resourceServers.list(store, { prefix: [pool.id] })
  checkClientSettings(settings, {
    schema: pool.schema,
    poolId: pool.id,
    hasSecret,
    providers: new Set(providers.items.map(({ value }) => value.name)),
    scopes: new Set(
      servers.items.flatMap(({ value }) => value.scopes.map(({ name }) => `${value.identifier}/${name}`)),
    ),
    fail: (code, message) => new AwsError(code, message),
  })
}

export async function describeUserPoolClient(
  input: Api.DescribeUserPoolClientRequest,
  context: OperationContext,
): Promise<Api.DescribeUserPoolClientResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  return { UserPoolClient: clientView((await loadClient(context, pool, input.ClientId)).value) }
}

export async function listUserPoolClients(
  input: Api.ListUserPoolClientsRequest,
  context: OperationContext,
): Promise<Api.ListUserPoolClientsResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  const limit = input.MaxResults ?? pageItemsMax
  const purpose = `cognito-idp ListUserPoolClients ${pool.id}`
  const page = await pageOf(context.store, clients, [pool.id], limit, input.NextToken, purpose)
  return {
    UserPoolClients: page.items.map(({ id, name }) => ({
      ClientId: id,
      UserPoolId: pool.id,
      ClientName: name,
    })),
    ...(page.token === undefined ? {} : { NextToken: page.token }),
  }
}

/** What is left out is at its default again. Source: API Reference, UpdateUserPoolClient. */
export async function updateUserPoolClient(
  input: Api.UpdateUserPoolClientRequest,
  context: OperationContext,
): Promise<Api.UpdateUserPoolClientResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  const settings = clientSettings(asJson(input))
  const client = await changeClient(context, pool, input.ClientId, async (current) => {
    await checkSettings(context, pool, settings, current.secrets.length > 0)
    return { ...current, name: input.ClientName ?? current.name, settings }
  })
  return { UserPoolClient: clientView(client) }
}

function changeClient(
  context: OperationContext,
  pool: Pool,
  id: string | undefined,
  edit: (client: Client) => Promise<Client> | Client,
): Promise<Client> {
  return change(context, async (commit) => {
    const stored = await loadClient(context, pool, id)
    const next = { ...(await edit(stored.value)), modifiedAt: context.now }
    clients.put(commit, next, stored)
    return next
  })
}

export async function deleteUserPoolClient(
  input: Api.DeleteUserPoolClientRequest,
  context: OperationContext,
): Promise<Record<string, never>> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  await change(context, async (commit) =>
    clients.remove(commit, await loadClient(context, pool, input.ClientId)),
  )
  return {}
}

export async function addUserPoolClientSecret(
  input: Api.AddUserPoolClientSecretRequest,
  context: OperationContext,
): Promise<Api.AddUserPoolClientSecretResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  const made = secretOf(context, input.ClientSecret ?? newSecret(context))
  await changeClient(context, pool, input.ClientId, (current) => {
    if (current.secrets.length >= clientSecretsMax)
      throw limitExceeded(`A client cannot have more than ${clientSecretsMax} secrets.`)
    return { ...current, secrets: [...current.secrets, made] }
  })
  return {
    ClientSecretDescriptor: {
      ClientSecretId: made.id,
      ...(input.ClientSecret === undefined ? { ClientSecretValue: made.value } : {}),
      ClientSecretCreateDate: new Date(made.createdAt),
    },
  }
}

export async function listUserPoolClientSecrets(
  input: Api.ListUserPoolClientSecretsRequest,
  context: OperationContext,
): Promise<Api.ListUserPoolClientSecretsResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  const { value: client } = await loadClient(context, pool, input.ClientId)
  return {
    ClientSecrets: client.secrets.map(({ id, createdAt }) => ({
      ClientSecretId: id,
      ClientSecretCreateDate: new Date(createdAt),
    })),
  }
}

export async function deleteUserPoolClientSecret(
  input: Api.DeleteUserPoolClientSecretRequest,
  context: OperationContext,
): Promise<Api.DeleteUserPoolClientSecretResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  await changeClient(context, pool, input.ClientId, (current) => {
    const rest = current.secrets.filter(({ id }) => id !== input.ClientSecretId)
    if (rest.length === current.secrets.length) throw notFound('Client secret does not exist.')
    if (rest.length === 0) throw invalidParameter('The only secret of a client cannot be deleted.')
    return { ...current, secrets: rest }
  })
  return {}
}
