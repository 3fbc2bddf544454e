/** REST APIs themselves. Source: API Gateway API Reference, CreateRestApi, UpdateRestApi. */
import type * as Api from '@aws-sdk/client-api-gateway'
import type { OperationContext } from '../../dispatch/index.ts'
import { apiArn, isMapped, newId } from '../../gateway/index.ts'
import type { Atomic } from '../../store/index.ts'
import { bodyOf, shapeOf } from './bodies.ts'
import { change } from './changing.ts'
import { instant } from './deployed.ts'
import { patched } from './domain/patch.ts'
import { restApiPatches } from './domain/patch-tables.ts'
import { checkedPolicy, checkedRestApi, shownPolicy } from './domain/rest-api-rules.ts'
import { badRequest, limitExceeded } from './errors.ts'
import { apisPerRegion } from './limits.ts'
import { listEntries, newEntry, requireApi } from './lookups.ts'
import { usualModels } from './models.ts'
import { pageOf } from './paging.ts'
import { leavePlans } from './plan-stages.ts'
import { type Entry, type EntryKind, entries, snapshotHolder } from './records.ts'
import { checkedTags } from './tag-rules.ts'

/** The id of an API. Unit: characters. */
export const apiIdLength = 10

/** An API as the operations answer it. `withTags`: also where there are none, as those answers that are of one API. */
export function restApiAnswer(
  entry: Entry,
  withTags: boolean,
  warnings: readonly string[] = [],
): Api.RestApi {
  const api = shapeOf<Api.RestApi>(entry)
  return {
    ...api,
    ...(api.policy === undefined ? {} : { policy: shownPolicy(api.policy) }),
    ...(withTags ? { tags: api.tags ?? {} } : {}),
    createdDate: instant(entry.createdAt),
    ...(warnings.length > 0 ? { warnings: [...warnings] } : {}),
  }
}

/** A new API with its root, not kept yet. Fails with BadRequestException and LimitExceededException. */
export async function newRestApi(
  context: OperationContext,
  given: Api.RestApi,
): Promise<{ readonly api: Entry; readonly root: Entry }> {
  const { accountId, region, store, random } = context
  const { items } = await entries.listBy(store, 'home', { prefix: [accountId, region], limit: apisPerRegion })
  if (items.length >= apisPerRegion) throw limitExceeded('Maximum number of REST APIs reached')
  const apiId = newId(random, apiIdLength)
  const rootResourceId = newId(random, apiIdLength)
  const place = { accountId, region, apiId }
  const tags = given.tags === undefined ? undefined : checkedTags({}, given.tags)
  const body = bodyOf({
    id: apiId,
    ...checkedRestApi(given),
    policy: checkedPolicy(given.policy, apiArn(place)),
    tags: tags && Object.keys(tags).length > 0 ? tags : undefined,
    rootResourceId,
  })
  return {
    api: newEntry(context, place, 'api', apiId, body),
    root: newEntry(context, place, 'resource', rootResourceId, { id: rootResourceId, path: '/' }),
  }
}

/** Makes an API with its root and the usual models; or as another one is, but for what is deployed of it. */
export async function createRestApi(
  input: Api.CreateRestApiRequest,
  context: OperationContext,
): Promise<Api.RestApi> {
  if (input.description === '') throw badRequest('Description cannot be an empty string')
  return change(context, async (commit) => {
    const { cloneFrom, ...given } = input
    const source = cloneFrom === undefined ? undefined : await requireApi(context, cloneFrom)
    if (source) return cloned(context, commit, source.value, given)
    const { api, root } = await newRestApi(context, given)
    for (const entry of [api, root, ...usualModels(context, api)]) entries.put(commit, entry, undefined)
    return restApiAnswer(api, false)
  })
}

const clonedKinds: readonly EntryKind[] = [
  'resource',
  'model',
  'requestValidator',
  'authorizer',
  'gatewayResponse',
  'documentationPart',
]

/** Ids of parts are as they were: they are the API's own. */
async function cloned(
  context: OperationContext,
  commit: Atomic,
  source: Entry,
  given: Omit<Api.CreateRestApiRequest, 'cloneFrom'>,
): Promise<Api.RestApi> {
  const { id: _id, tags: _tags, ...before } = shapeOf<Api.RestApi>(source)
  const { api: made } = await newRestApi(context, { ...before, ...bodyOf(given) })
  const api = { ...made, body: { ...made.body, rootResourceId: source.body.rootResourceId ?? '' } }
  entries.put(commit, api, undefined)
  for (const { value } of await listEntries(context, source, source.apiId)) {
    if (!clonedKinds.includes(value.kind)) continue
    const { accountId, region, apiId } = api
    const copy = { ...value, accountId, region, apiId, createdAt: context.now, modifiedAt: context.now }
    entries.put(commit, copy, undefined)
  }
  return restApiAnswer(api, false)
}

/** An API. */
export async function getRestApi(
  { restApiId }: Api.GetRestApiRequest,
  context: OperationContext,
): Promise<Api.RestApi> {
  return restApiAnswer((await requireApi(context, restApiId)).value, true)
}

/** The APIs of the account and region. */
export async function getRestApis(
  input: Api.GetRestApisRequest,
  context: OperationContext,
): Promise<Api.RestApis> {
  const { accountId, region, store } = context
  const { items } = await entries.listBy(store, 'home', { prefix: [accountId, region], limit: apisPerRegion })
  const page = pageOf(items, input, `apigateway apis ${accountId} ${region}`)
  return { ...page, items: page.items.map(({ value }) => restApiAnswer(value, false)) }
}

/** Changes an API. */
export async function updateRestApi(
  { restApiId, patchOperations }: Api.UpdateRestApiRequest,
  context: OperationContext,
): Promise<Api.RestApi> {
  return change(context, async (commit) => {
    const stored = await requireApi(context, restApiId)
    const { body: before } = stored.value
    const body = patched(restApiPatches, before, patchOperations)
    const next: Api.RestApi = withFreshAddresses(body as Api.RestApi, before as Api.RestApi)
    const entry: Entry = {
      ...stored.value,
      body: bodyOf({
        ...checkedRestApi(next),
        policy:
          body.policy === before.policy ? body.policy : checkedPolicy(next.policy, apiArn(stored.value)),
      }),
      modifiedAt: context.now,
    }
    entries.put(commit, entry, stored)
    return restApiAnswer(entry, true)
  })
}

/** An API that becomes a private one, or none any more, has the usual kind of addresses of what it becomes. Source: answers of AWS. */
function withFreshAddresses(next: Api.RestApi, before: Api.RestApi): Api.RestApi {
  const { types, ipAddressType, ...rest } = next.endpointConfiguration ?? {}
  const was = before.endpointConfiguration
  const becomesPrivate = types?.[0] === 'PRIVATE' && was?.types?.[0] !== 'PRIVATE'
  if (!becomesPrivate || ipAddressType !== was?.ipAddressType) return next
  return { ...next, endpointConfiguration: { ...rest, types } }
}

/** Deletes an API with all its parts. One that a name of one's own leads to stays. */
export async function deleteRestApi(
  { restApiId: apiId = '' }: Api.DeleteRestApiRequest,
  context: OperationContext,
): Promise<object> {
  const { accountId, region, store } = context
  await change(context, async (commit) => {
    await requireApi(context, apiId)
    if (await isMapped(store, { accountId, region, apiId }))
      throw badRequest(
        'Deleting API failed. Please remove all base path mappings related to the API in your domains',
      )
    for (const stored of await listEntries(context, context, apiId)) {
      entries.remove(commit, stored)
      if (stored.value.snapshot !== undefined)
        commit.drop(stored.value.snapshot, snapshotHolder(stored.value))
    }
    await leavePlans(commit, context, apiId)
  })
  return {}
}
