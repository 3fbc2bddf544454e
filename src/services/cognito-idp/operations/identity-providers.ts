/** Identity providers, as records. Source: API Reference, CreateIdentityProvider and kin. */
import type * as Api from '@aws-sdk/client-cognito-identity-provider'
import { AwsError } from '../../../aws/aws-error.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { limitExceeded, notFound } from '../errors.ts'
import { pageItemsMax, providersMax } from '../limits.ts'
import { pageOf } from '../paging.ts'
import { loadPool } from '../pools.ts'
import { type IdentityProvider, identityProviders, type Pool } from '../records.ts'
import { required } from '../required.ts'
import { providerView } from '../views.ts'

export async function createIdentityProvider(
  input: Api.CreateIdentityProviderRequest,
  context: OperationContext,
): Promise<Api.CreateIdentityProviderResponse> {
  const { store, now } = context
  const { value: pool } = await loadPool(context, input.UserPoolId)
  const provider: IdentityProvider = {
    poolId: pool.id,
    name: required(input.ProviderName, 'ProviderName'),
    type: required(input.ProviderType, 'ProviderType'),
    details: { ...input.ProviderDetails },
    mapping: { ...input.AttributeMapping },
    identifiers: [...(input.IdpIdentifiers ?? [])],
    createdAt: now,
    modifiedAt: now,
  }
  await change(context, async (commit) => {
    const { items } = await identityProviders.list(store, { prefix: [pool.id] })
    if (items.some(({ value }) => value.name === provider.name))
      throw new AwsError(
        'DuplicateProviderException',
        `A provider with the name ${provider.name} already exists.`,
      )
    if (items.length >= providersMax)
      throw limitExceeded(`A user pool cannot have more than ${providersMax} identity providers.`)
    identityProviders.put(commit, provider, undefined)
  })
  return { IdentityProvider: providerView(provider) }
}

async function loadProvider({ store }: OperationContext, pool: Pool, name: string | undefined) {
  const stored = await identityProviders.get(store, [pool.id, name ?? ''])
  if (!stored) throw notFound(`Identity provider ${name} does not exist.`)
  return stored
}

export async function describeIdentityProvider(
  input: Api.DescribeIdentityProviderRequest,
  context: OperationContext,
): Promise<Api.DescribeIdentityProviderResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  return { IdentityProvider: providerView((await loadProvider(context, pool, input.ProviderName)).value) }
}

export async function getIdentityProviderByIdentifier(
  input: Api.GetIdentityProviderByIdentifierRequest,
  context: OperationContext,
): Promise<Api.GetIdentityProviderByIdentifierResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  const { items } = await identityProviders.list(context.store, { prefix: [pool.id] })
  const found = items.find(({ value }) => value.identifiers.includes(input.IdpIdentifier ?? ''))
  if (!found) throw notFound(`Identity provider with identifier ${input.IdpIdentifier} does not exist.`)
  return { IdentityProvider: providerView(found.value) }
}

export async function listIdentityProviders(
  input: Api.ListIdentityProvidersRequest,
  context: OperationContext,
): Promise<Api.ListIdentityProvidersResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  const purpose = `cognito-idp ListIdentityProviders ${pool.id}`
  const limit = input.MaxResults ?? pageItemsMax
  const page = await pageOf(context.store, identityProviders, [pool.id], limit, input.NextToken, purpose)
  return {
    Providers: page.items.map((provider) => ({
      ProviderName: provider.name,
      ProviderType: provider.type as Api.IdentityProviderTypeType,
      LastModifiedDate: new Date(provider.modifiedAt),
      CreationDate: new Date(provider.createdAt),
    })),
    ...(page.token === undefined ? {} : { NextToken: page.token }),
  }
}

export async function updateIdentityProvider(
  input: Api.UpdateIdentityProviderRequest,
  context: OperationContext,
): Promise<Api.UpdateIdentityProviderResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  const provider = await change(context, async (commit) => {
    const stored = await loadProvider(context, pool, input.ProviderName)
    const next: IdentityProvider = {
      ...stored.value,
      ...(input.ProviderDetails === undefined ? {} : { details: { ...input.ProviderDetails } }),
      ...(input.AttributeMapping === undefined ? {} : { mapping: { ...input.AttributeMapping } }),
      ...(input.IdpIdentifiers === undefined ? {} : { identifiers: [...input.IdpIdentifiers] }),
      modifiedAt: context.now,
    }
    identityProviders.put(commit, next, stored)
    return next
  })
  return { IdentityProvider: providerView(provider) }
}

export async function deleteIdentityProvider(
  input: Api.DeleteIdentityProviderRequest,
  context: OperationContext,
): Promise<Record<string, never>> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  await change(context, async (commit) =>
    identityProviders.remove(commit, await loadProvider(context, pool, input.ProviderName)),
  )
  return {}
}
