/** API keys. Source: API Reference, CreateApiKey, ImportApiKeys; Developer Guide, "API Gateway API key file format". UNVERIFIED: most words. */
import type * as Api from '@aws-sdk/client-api-gateway'
import type { OperationContext } from '../../dispatch/index.ts'
import { newId } from '../../gateway/index.ts'
import { type Atomic, atomic, type Stored } from '../../store/index.ts'
import { bodyOf, shapeOf, textOf } from './bodies.ts'
import { change } from './changing.ts'
import { apiKeyView } from './deployed.ts'
import { type KeyLine, readKeyFile } from './domain/key-file.ts'
import { patched } from './domain/patch.ts'
import { apiKeyPatches } from './domain/patch-tables.ts'
import { badRequest, conflict, limitExceeded, notFound } from './errors.ts'
import { apiKeysPerRegion, apiKeyValueLengthMax, apiKeyValueLengthMin } from './limits.ts'
import { findPart, type Where } from './lookups.ts'
import { pageOf } from './paging.ts'
import { apiKeys, type KeptApiKey, type KeptPlanKey, planKeys, usagePlans } from './records.ts'
import { checkedTags } from './tag-rules.ts'

/** The ids of keys, and the values that are made for them. Unit: characters. */
export const apiKeyIdLength = 10
const valueLength = 40

/** A key of the account and region. Fails with NotFoundException. */
export async function requireApiKey(
  { store, accountId, region }: Where,
  id: string | undefined,
): Promise<Stored<KeptApiKey>> {
  const found = await apiKeys.get(store, [accountId, region, id ?? ''])
  if (!found) throw notFound('Invalid API Key identifier specified')
  return found
}

/** All keys of the account and region, in the order of their ids. */
export async function allApiKeys({ store, accountId, region }: Where): Promise<readonly KeptApiKey[]> {
  const prefix = [accountId, region]
  const { items } = await apiKeys.list(store, { prefix, limit: apiKeysPerRegion })
  return items.map(({ value }) => value)
}

function answer(
  key: KeptApiKey,
  { withValue, withTags }: { withValue: boolean; withTags: boolean },
): Api.ApiKey {
  const { value, tags, ...rest } = apiKeyView(key)
  return {
    ...rest,
    ...(withValue ? { value } : {}),
    ...(withTags ? { tags: tags ?? {} } : tags === undefined ? {} : { tags }),
  }
}

function newKey(context: OperationContext, given: Api.ApiKey): KeptApiKey {
  const { accountId, region, now, random } = context
  const id = newId(random, apiKeyIdLength)
  const value = given.value || newValue(context)
  if (value.length < apiKeyValueLengthMin)
    throw badRequest(`API Key value should be at least ${apiKeyValueLengthMin} characters`)
  if (value.length > apiKeyValueLengthMax)
    throw badRequest(`API Key value should be at most ${apiKeyValueLengthMax} characters`)
  const body = bodyOf({
    id,
    ...given,
    value,
    description: given.description || undefined,
    enabled: given.enabled ?? false,
    stageKeys: given.stageKeys ?? [],
  })
  return { accountId, region, id, body, createdAt: now, modifiedAt: now }
}

function newValue({ random }: OperationContext): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
  return Array.from(random.bytes(valueLength), (byte) => letters[byte % letters.length]).join('')
}

/** Makes a key. */
export async function createApiKey(
  { stageKeys, generateDistinctId: _distinct, tags, ...given }: Api.CreateApiKeyRequest,
  context: OperationContext,
): Promise<Api.ApiKey> {
  return change(context, async (commit) => {
    const stages: string[] = []
    for (const { restApiId, stageName } of stageKeys ?? []) {
      if (!(await findPart(context, restApiId, 'stage', stageName)))
        throw badRequest('Invalid stage identifier specified')
      stages.push(`${restApiId}/${stageName}`)
    }
    const key = newKey(context, {
      ...given,
      stageKeys: stages,
      ...(tags === undefined ? {} : { tags: checkedTags({}, tags) }),
    })
    const { accountId, region, store } = context
    if (await apiKeys.findBy(store, 'value', [accountId, region, String(key.body.value)]))
      throw conflict('API Key already exists')
    if ((await allApiKeys(context)).length >= apiKeysPerRegion)
      throw limitExceeded('Maximum number of API keys reached')
    apiKeys.put(commit, key, undefined)
    return answer(key, { withValue: true, withTags: false })
  })
}

/** A key; with its value where that is asked for. */
export async function getApiKey(
  { apiKey, includeValue }: Api.GetApiKeyRequest,
  context: OperationContext,
): Promise<Api.ApiKey> {
  const { value } = await requireApiKey(context, apiKey)
  return answer(value, { withValue: includeValue ?? false, withTags: true })
}

/** The keys whose names begin so, or that are a customer's. */
export async function getApiKeys(
  input: Api.GetApiKeysRequest,
  context: OperationContext,
): Promise<Api.ApiKeys> {
  const { nameQuery = '', customerId, includeValues = false } = input
  const found = (await allApiKeys(context)).filter(({ body }) => {
    const { name = '', customerId: own } = body as Api.ApiKey
    return name.startsWith(nameQuery) && (customerId === undefined || own === customerId)
  })
  const page = pageOf(found, input, `apigateway keys ${context.accountId} ${context.region} ${nameQuery}`)
  return {
    ...page,
    items: page.items.map((key) => answer(key, { withValue: includeValues, withTags: false })),
  }
}

/** Changes a key. Its value stays for ever. */
export async function updateApiKey(
  { apiKey, patchOperations }: Api.UpdateApiKeyRequest,
  context: OperationContext,
): Promise<Api.ApiKey> {
  return change(context, async (commit) => {
    const stored = await requireApiKey(context, apiKey)
    const body = patched(apiKeyPatches, stored.value.body, patchOperations)
    const key = { ...stored.value, body: bodyOf(body), modifiedAt: context.now }
    apiKeys.put(commit, key, stored)
    return answer(key, { withValue: false, withTags: true })
  })
}

/** Deletes a key, also from its plans. */
export async function deleteApiKey(
  { apiKey }: Api.DeleteApiKeyRequest,
  context: OperationContext,
): Promise<object> {
  const { store, accountId, region } = context
  await change(context, async (commit) => {
    const stored = await requireApiKey(context, apiKey)
    apiKeys.remove(commit, stored)
    const { items } = await planKeys.listBy(store, 'key', { prefix: [accountId, region, stored.value.id] })
    for (const item of items) planKeys.remove(commit, item)
  })
  return {}
}

/** Makes keys of a file, and puts them into the plans that it names. Lines that cannot be are warned of. */
export async function importApiKeys(
  { body, failOnWarnings }: Omit<Api.ImportApiKeysRequest, 'body'> & { readonly body?: unknown },
  context: OperationContext,
): Promise<Api.ApiKeyIds> {
  const lines = readKeyFile(textOf(body))
  const commit = atomic(context.store)
  const warnings: string[] = []
  const ids: string[] = []
  const seen = new Set<string>()
  for (const line of lines) {
    const problem = await importOne(commit, context, line, seen, warnings)
    if (problem.warning !== undefined) warnings.push(problem.warning)
    if (problem.id !== undefined) ids.push(problem.id)
  }
  if (failOnWarnings && warnings.length > 0)
    throw badRequest(`Warnings found during import:\n\t${warnings.join('\n\t')}`)
  const result = await commit.commit()
  if (!result.ok) throw conflict('API Key already exists')
  return { ids, warnings }
}

async function importOne(
  commit: Atomic,
  context: OperationContext,
  { number, name, value, description, enabled, usagePlanIds }: KeyLine,
  seen: Set<string>,
  warnings: string[],
): Promise<{ readonly id?: string; readonly warning?: string }> {
  const { store, accountId, region } = context
  if (value.length < apiKeyValueLengthMin || value.length > apiKeyValueLengthMax)
    return { warning: `Line ${number}: API Key value should be at least ${apiKeyValueLengthMin} characters` }
  const known = await apiKeys.findBy(store, 'value', [accountId, region, value])
  if (known || seen.has(value)) return { warning: `Line ${number}: API Key already exists` }
  seen.add(value)
  const key = newKey(context, { name, value, description, enabled })
  apiKeys.put(commit, key, undefined)
  for (const planId of usagePlanIds) {
    if (!(await usagePlans.get(store, [accountId, region, planId]))) {
      warnings.push(`Line ${number}: Invalid Usage Plan ID specified: ${planId}`)
      continue
    }
    const member: KeptPlanKey = { accountId, region, planId, keyId: key.id }
    planKeys.put(commit, member, undefined)
  }
  return { id: key.id }
}

/** A key as its plans show it. */
export function planKeyAnswer(key: KeptApiKey): Api.UsagePlanKey {
  const { id, name, value } = shapeOf<Api.ApiKey>(key)
  return { id, type: 'API_KEY', name, value }
}
