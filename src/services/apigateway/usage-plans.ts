/** Usage plans and their keys. Source: API Reference, CreateUsagePlan, CreateUsagePlanKey. */
import type * as Api from '@aws-sdk/client-api-gateway'
import { AwsError } from '../../aws/aws-error.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { newId } from '../../gateway/index.ts'
import type { Stored } from '../../store/index.ts'
import { planKeyAnswer, requireApiKey } from './api-keys.ts'
import { bodyOf, shapeOf } from './bodies.ts'
import { change } from './changing.ts'
import { patched } from './domain/patch.ts'
import { usagePlanPatches } from './domain/patch-tables.ts'
import { checkedPlan } from './domain/usage-plan-rules.ts'
import { badRequest, conflict, limitExceeded, notFound } from './errors.ts'
import { usagePlansPerKey, usagePlansPerRegion } from './limits.ts'
import { findPart, type Where } from './lookups.ts'
import { pageOf } from './paging.ts'
import { apiKeys, type KeptUsagePlan, planKeys, usagePlans, usages } from './records.ts'
import { checkedTags } from './tag-rules.ts'

/** The id of a plan. Unit: characters. */
export const usagePlanIdLength = 6

/** A plan of the account and region. Fails with NotFoundException. */
export async function requirePlan(
  { store, accountId, region }: Where,
  id: string | undefined,
): Promise<Stored<KeptUsagePlan>> {
  const found = await usagePlans.get(store, [accountId, region, id ?? ''])
  if (!found) throw notFound('Invalid Usage Plan ID specified')
  return found
}

/** The stages of a plan must be there. Fails with NotFoundException. */
async function checkStages(context: OperationContext, { apiStages = [] }: Api.UsagePlan): Promise<void> {
  for (const { apiId, stage } of apiStages) {
    if (!(await findPart(context, apiId, 'stage', stage))) {
      if (await isSocketStage(context, apiId, stage)) continue
      if (!(await findPart(context, apiId, 'api', apiId)))
        throw notFound(`Invalid API identifier specified ${context.accountId}:${apiId}`)
      throw notFound(`API Stage not found: ${apiId}:${stage}`)
    }
  }
}

/** Plans may have stages of WebSocket APIs, too. */
async function isSocketStage(
  { call, ...caller }: OperationContext,
  ApiId: string | undefined,
  StageName: string | undefined,
): Promise<boolean> {
  try {
    const api = await call<{ ProtocolType?: string }>('apigatewayv2:GetApi', { ApiId }, caller)
    if (api.ProtocolType !== 'WEBSOCKET') return false
    await call('apigatewayv2:GetStage', { ApiId, StageName }, caller)
    return true
  } catch (error) {
    if (error instanceof AwsError) return false
    throw error
  }
}

function answer(plan: KeptUsagePlan, withTags: boolean): Api.UsagePlan {
  const { tags, ...rest } = shapeOf<Api.UsagePlan>(plan)
  return { ...rest, ...(withTags ? { tags: tags ?? {} } : tags === undefined ? {} : { tags }) }
}

/** Makes a plan. */
export async function createUsagePlan(
  { tags, ...given }: Api.CreateUsagePlanRequest,
  context: OperationContext,
): Promise<Api.UsagePlan> {
  const { store, accountId, region, now: createdAt, random } = context
  return change(context, async (commit) => {
    const { items } = await usagePlans.list(store, { prefix: [accountId, region] })
    if (items.length >= usagePlansPerRegion) throw limitExceeded('Maximum number of usage plans reached')
    const checked = checkedPlan(given)
    await checkStages(context, checked)
    const id = newId(random, usagePlanIdLength)
    const body = bodyOf({
      id,
      ...checked,
      apiStages: checked.apiStages ?? [],
      ...(tags === undefined ? {} : { tags: checkedTags({}, tags) }),
    })
    const plan: KeptUsagePlan = { accountId, region, id, body, createdAt }
    usagePlans.put(commit, plan, undefined)
    return answer(plan, false)
  })
}

/** A plan. */
export async function getUsagePlan(
  { usagePlanId }: Api.GetUsagePlanRequest,
  context: OperationContext,
): Promise<Api.UsagePlan> {
  return answer((await requirePlan(context, usagePlanId)).value, true)
}

/** The plans of the account and region, or those that a key is of. */
export async function getUsagePlans(
  input: Api.GetUsagePlansRequest,
  context: OperationContext,
): Promise<Api.UsagePlans> {
  const { store, accountId, region } = context
  const { items } = await usagePlans.list(store, { prefix: [accountId, region] })
  const { keyId } = input
  const ofKey =
    keyId === undefined
      ? undefined
      : (await planKeys.listBy(store, 'key', { prefix: [accountId, region, keyId] })).items.map(
          ({ value }) => value.planId,
        )
  const found = items.filter(({ value }) => ofKey === undefined || ofKey.includes(value.id))
  const page = pageOf(found, input, `apigateway plans ${accountId} ${region} ${keyId ?? ''}`)
  return { ...page, items: page.items.map(({ value }) => answer(value, false)) }
}

/** Changes a plan. */
export async function updateUsagePlan(
  { usagePlanId, patchOperations }: Api.UpdateUsagePlanRequest,
  context: OperationContext,
): Promise<Api.UsagePlan> {
  return change(context, async (commit) => {
    const stored = await requirePlan(context, usagePlanId)
    const after = patched(usagePlanPatches, stored.value.body, patchOperations) as Api.UsagePlan
    const checked = checkedPlan(after)
    await checkStages(context, addedTo(shapeOf<Api.UsagePlan>(stored.value), checked))
    const plan = { ...stored.value, body: bodyOf(checked) }
    usagePlans.put(commit, plan, stored)
    return answer(plan, true)
  })
}

/** Only stages that come to a plan need to be there. */
function addedTo(
  { apiStages: before = [] }: Api.UsagePlan,
  { apiStages = [] }: Api.UsagePlan,
): Api.UsagePlan {
  return {
    apiStages: apiStages.filter(
      ({ apiId, stage }) => !before.some((known) => known.apiId === apiId && known.stage === stage),
    ),
  }
}

/** Deletes a plan that has no stages any more. */
export async function deleteUsagePlan(
  { usagePlanId }: Api.DeleteUsagePlanRequest,
  context: OperationContext,
): Promise<object> {
  const { store, accountId, region } = context
  await change(context, async (commit) => {
    const stored = await requirePlan(context, usagePlanId)
    const { apiStages = [] } = shapeOf<Api.UsagePlan>(stored.value)
    const [first] = apiStages
    if (first)
      throw badRequest(
        `Cannot delete Usage Plan ${usagePlanId} because there are API Stages associated with it, including ${first.apiId}:${first.stage}`,
      )
    usagePlans.remove(commit, stored)
    const { items } = await planKeys.list(store, {
      prefix: [accountId, region, stored.value.id],
      limit: 5_000,
    })
    for (const item of items) planKeys.remove(commit, item)
    commit.deleteRange(usages.storeKey([accountId, region, stored.value.id]))
  })
  return {}
}

/** Puts a key into a plan. */
export async function createUsagePlanKey(
  { usagePlanId, keyId, keyType }: Api.CreateUsagePlanKeyRequest,
  context: OperationContext,
): Promise<Api.UsagePlanKey> {
  const { store, accountId, region } = context
  return change(context, async (commit) => {
    const plan = (await requirePlan(context, usagePlanId)).value
    if (keyType !== 'API_KEY') throw badRequest('Usage Plan Key Type must be API_KEY')
    const key = (await requireApiKey(context, keyId)).value
    if (await planKeys.get(store, [accountId, region, plan.id, key.id]))
      throw conflict(`${key.id} is already subscribed to this usage plan`)
    const { items: others } = await planKeys.listBy(store, 'key', { prefix: [accountId, region, key.id] })
    if (others.length >= usagePlansPerKey)
      throw limitExceeded('Maximum number of usage plans for this API key reached')
    await refuseSameStage(
      context,
      plan,
      others.map(({ value }) => value.planId),
    )
    planKeys.put(commit, { accountId, region, planId: plan.id, keyId: key.id }, undefined)
    return planKeyAnswer(key)
  })
}

/** A key has one plan for each stage. Source: Developer Guide, "Usage plans and API keys". UNVERIFIED: the words. */
async function refuseSameStage(
  { store, accountId, region }: OperationContext,
  plan: KeptUsagePlan,
  otherIds: readonly string[],
): Promise<void> {
  const { apiStages = [] } = shapeOf<Api.UsagePlan>(plan)
  const others = await usagePlans.getMany(
    store,
    otherIds.map((id) => [accountId, region, id]),
  )
  for (const other of others) {
    if (!other) continue
    const { apiStages: taken = [] } = shapeOf<Api.UsagePlan>(other.value)
    const shared = apiStages.find(({ apiId, stage }) =>
      taken.some((known) => known.apiId === apiId && known.stage === stage),
    )
    if (shared)
      throw conflict(
        `The API key is already associated with the API stage ${shared.apiId}:${shared.stage} by usage plan ${other.value.id}`,
      )
  }
}

/** A key of a plan. */
export async function getUsagePlanKey(
  { usagePlanId, keyId }: Api.GetUsagePlanKeyRequest,
  context: OperationContext,
): Promise<Api.UsagePlanKey> {
  const { store, accountId, region } = context
  await requirePlan(context, usagePlanId)
  const found = await planKeys.get(store, [accountId, region, usagePlanId ?? '', keyId ?? ''])
  // UNVERIFIED: the words.
  if (!found) throw notFound(`Invalid API Key identifier specified`)
  return planKeyAnswer((await requireApiKey(context, keyId)).value)
}

/** The keys of a plan whose names begin so. */
export async function getUsagePlanKeys(
  input: Api.GetUsagePlanKeysRequest,
  context: OperationContext,
): Promise<Api.UsagePlanKeys> {
  const { usagePlanId = '', nameQuery = '' } = input
  const { store, accountId, region } = context
  await requirePlan(context, usagePlanId)
  const { items } = await planKeys.list(store, { prefix: [accountId, region, usagePlanId], limit: 10_000 })
  const keys = await apiKeys.getMany(
    store,
    items.map(({ value }) => [accountId, region, value.keyId]),
  )
  const found = keys.flatMap((key) => (key ? [planKeyAnswer(key.value)] : []))
  return pageOf(
    found.filter(({ name = '' }) => name.startsWith(nameQuery)),
    input,
    `apigateway plan keys ${usagePlanId} ${nameQuery}`,
  )
}

/** Takes a key out of a plan. */
export async function deleteUsagePlanKey(
  { usagePlanId, keyId }: Api.DeleteUsagePlanKeyRequest,
  context: OperationContext,
): Promise<object> {
  const { store, accountId, region } = context
  await change(context, async (commit) => {
    await requirePlan(context, usagePlanId)
    const stored = await planKeys.get(store, [accountId, region, usagePlanId ?? '', keyId ?? ''])
    if (!stored) throw notFound('Invalid API Key identifier specified')
    planKeys.remove(commit, stored)
  })
  return {}
}
