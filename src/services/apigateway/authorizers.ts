/** Authorizers. Source: API Reference, CreateAuthorizer. */
import type * as Api from '@aws-sdk/client-api-gateway'
import type { OperationContext } from '../../dispatch/index.ts'
import { newId } from '../../gateway/index.ts'
import { bodyOf, shapeOf } from './bodies.ts'
import { change } from './changing.ts'
import { checkedAuthorizer } from './domain/authorizer-rules.ts'
import { patched } from './domain/patch.ts'
import { authorizerPatches } from './domain/patch-tables.ts'
import { conflict, limitExceeded } from './errors.ts'
import { authorizersPerApi } from './limits.ts'
import { listEntries, listParts, newEntry, requireApi, requirePart } from './lookups.ts'
import { pageOf } from './paging.ts'
import { entries } from './records.ts'

/** The id of an authorizer. Unit: characters. */
export const authorizerIdLength = 6

/** Makes an authorizer. */
export async function createAuthorizer(
  { restApiId = '', ...given }: Api.CreateAuthorizerRequest,
  context: OperationContext,
): Promise<Api.Authorizer> {
  return change(context, async (commit) => {
    const api = (await requireApi(context, restApiId)).value
    const others = await listEntries(context, context, restApiId, 'authorizer')
    if (others.length >= authorizersPerApi)
      throw limitExceeded('Maximum number of authorizers for this API has been reached')
    const authorizer = checkedAuthorizer(given)
    refuseName(
      given.name,
      others.map(({ value }) => shapeOf<Api.Authorizer>(value)),
    )
    const id = newId(context.random, authorizerIdLength)
    const entry = newEntry(context, api, 'authorizer', id, bodyOf({ id, ...authorizer }))
    entries.put(commit, entry, undefined)
    return shapeOf<Api.Authorizer>(entry)
  })
}

/** UNVERIFIED: the words. */
function refuseName(name: string | undefined, others: readonly Api.Authorizer[]): void {
  if (others.some((other) => other.name === name))
    throw conflict(`Authorizer name must be unique. Authorizer ${name} already exists in this RestApi.`)
}

/** An authorizer. */
export async function getAuthorizer(
  { restApiId, authorizerId }: Api.GetAuthorizerRequest,
  context: OperationContext,
): Promise<Api.Authorizer> {
  return shapeOf<Api.Authorizer>((await requirePart(context, restApiId, 'authorizer', authorizerId)).value)
}

/** The authorizers of an API. */
export async function getAuthorizers(
  input: Api.GetAuthorizersRequest,
  context: OperationContext,
): Promise<Api.Authorizers> {
  const found = await listParts(context, input.restApiId, 'authorizer')
  const page = pageOf(found, input, `apigateway authorizers ${input.restApiId}`)
  return { ...page, items: page.items.map(({ value }) => shapeOf<Api.Authorizer>(value)) }
}

/** Changes an authorizer. */
export async function updateAuthorizer(
  { restApiId = '', authorizerId, patchOperations }: Api.UpdateAuthorizerRequest,
  context: OperationContext,
): Promise<Api.Authorizer> {
  return change(context, async (commit) => {
    const stored = await requirePart(context, restApiId, 'authorizer', authorizerId)
    const after = patched(authorizerPatches, stored.value.body, patchOperations) as Api.Authorizer
    const others = await listEntries(context, context, restApiId, 'authorizer')
    refuseName(
      after.name,
      others.map(({ value }) => shapeOf<Api.Authorizer>(value)).filter(({ id }) => id !== authorizerId),
    )
    const entry = { ...stored.value, body: bodyOf(checkedAuthorizer(after)), modifiedAt: context.now }
    entries.put(commit, entry, stored)
    return shapeOf<Api.Authorizer>(entry)
  })
}

/** Deletes an authorizer that no method names. */
export async function deleteAuthorizer(
  { restApiId = '', authorizerId }: Api.DeleteAuthorizerRequest,
  context: OperationContext,
): Promise<object> {
  await change(context, async (commit) => {
    const stored = await requirePart(context, restApiId, 'authorizer', authorizerId)
    for (const { value } of await listEntries(context, context, restApiId, 'resource')) {
      const { path, resourceMethods = {} } = shapeOf<Api.Resource>(value)
      for (const [name, method] of Object.entries(resourceMethods))
        if (method.authorizerId === authorizerId)
          throw conflict(
            `Cannot delete authorizer '${authorizerId}', is referenced in method: ${path}/${name}`,
          )
    }
    entries.remove(commit, stored)
  })
  return {}
}
