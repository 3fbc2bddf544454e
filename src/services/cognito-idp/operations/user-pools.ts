/** User pools. Source: API Reference, CreateUserPool and kin. */
import type * as Api from '@aws-sdk/client-cognito-identity-provider'
import { isReservedTagKey } from '../../../aws/tags.ts'
import type { JsonObject } from '../../../base/json.ts'
import { randomText } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { grantKey } from '../custom-senders.ts'
import { factorNames, fixedNames, poolSettings } from '../domain/pool-settings.ts'
import {
  type AskedAttribute,
  askedStandard,
  customAttribute,
  isStandard,
  type SchemaAttribute,
  standardAttributes,
} from '../domain/schema.ts'
import { membersOf } from '../domain/settings.ts'
import { invalidParameter, limitExceeded } from '../errors.ts'
import { customAttributesMax, pageItemsMax, poolsMax, tagsMax } from '../limits.ts'
import { pageOf } from '../paging.ts'
import { asJson, changePool, failInvalid, loadPool } from '../pools.ts'
import { domains, type Pool, pools, removalQueue, users } from '../records.ts'
import { required } from '../required.ts'
import { objectOf, poolView } from '../views.ts'

const idLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

export async function createUserPool(
  input: Api.CreateUserPoolRequest,
  context: OperationContext,
): Promise<Api.CreateUserPoolResponse> {
  return createPool(input, context, randomText(context.random, idLetters, 9))
}

/** Makes a pool; `suffix` is what stands behind the region in its id. */
export async function createPool(
  input: Api.CreateUserPoolRequest,
  context: OperationContext,
  suffix: string,
): Promise<Api.CreateUserPoolResponse> {
  const { accountId, region, now, store } = context
  const given = asJson(input)
  if (input.AliasAttributes?.length && input.UsernameAttributes?.length)
    throw invalidParameter('Only one of the aliasAttributes or usernameAttributes can be set in a user pool.')
  const settings = { ...poolSettings(given, failInvalid), ...membersOf(given, fixedNames) }
  requireSms(settings)
  const pool: Pool = {
    accountId,
    region,
    id: `${region}_${suffix}`,
    name: required(input.PoolName, 'PoolName'),
    settings,
    schema: schemaOf(input.Schema ?? []),
    tags: checkedTags(input.UserPoolTags ?? {}),
    createdAt: now,
    modifiedAt: now,
  }
  const { items } = await pools.list(store, { prefix: [accountId, region], limit: poolsMax })
  if (items.length >= poolsMax)
    throw limitExceeded(`Account has reached the limit of ${poolsMax} user pools.`)
  await grantKey(context, settings, pool.id)
  await change(context, async (commit) => pools.put(commit, pool, undefined))
  return { UserPool: poolView(pool) }
}

/** A second factor that this pool cannot have yet. Source: what users of AWS have seen. */
function requireSms(settings: JsonObject): void {
  if (settings.MfaConfiguration === 'OFF' || settings.SmsConfiguration !== undefined) return
  if (factorNames.some((name) => name !== 'WebAuthnConfiguration' && settings[name] !== undefined)) return
  throw invalidParameter(
    'SMS configuration and Auto verification for phone_number are required when MFA is required/optional',
  )
}

function schemaOf(asked: readonly AskedAttribute[]): SchemaAttribute[] {
  const own = asked.filter(({ Name = '' }) => !isStandard(Name))
  const standard = standardAttributes.map((attribute) => {
    const wish = asked.find(({ Name }) => Name === attribute.Name)
    return wish && attribute.Name !== 'sub' ? askedStandard(attribute, wish) : attribute
  })
  return withCustom(standard, own)
}

function withCustom(schema: readonly SchemaAttribute[], asked: readonly AskedAttribute[]): SchemaAttribute[] {
  const next = [...schema]
  for (const one of asked) {
    const { Name = '' } = one
    if (Name === '') throw invalidParameter('Attribute name is required.')
    // Source: API Reference, CreateUserPool: attributes of one's own cannot be required.
    if (one.Required === true)
      throw invalidParameter('Required custom attributes are not supported currently.')
    const made = customAttribute(one)
    if (next.some((known) => known.Name === made.Name))
      throw invalidParameter(`${made.Name}: Existing attribute already has name ${made.Name}.\n`)
    next.push(made)
  }
  const count = next.filter(({ Name }) => !isStandard(Name)).length
  if (count > customAttributesMax)
    throw invalidParameter(`A user pool cannot have more than ${customAttributesMax} custom attributes.`)
  return next
}

export function checkedTags(tags: Readonly<Record<string, string>>): Record<string, string> {
  if (Object.keys(tags).some(isReservedTagKey))
    throw invalidParameter('Tag keys that begin with aws: are reserved.')
  if (Object.keys(tags).length > tagsMax)
    throw invalidParameter(`A user pool cannot have more than ${tagsMax} tags.`)
  return { ...tags }
}

export async function addCustomAttributes(
  input: Api.AddCustomAttributesRequest,
  context: OperationContext,
): Promise<Api.AddCustomAttributesResponse> {
  await changePool(context, input.UserPoolId, (pool) => ({
    ...pool,
    schema: withCustom(pool.schema, input.CustomAttributes ?? []),
  }))
  return {}
}

export async function describeUserPool(
  input: Api.DescribeUserPoolRequest,
  context: OperationContext,
): Promise<Api.DescribeUserPoolResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  const { items: named } = await domains.listBy(context.store, 'pool', { prefix: [pool.id] })
  const { items } = await users.list(context.store, { prefix: [pool.id] })
  const plain = named.find(({ value }) => !value.custom)?.value.domain
  const custom = named.find(({ value }) => value.custom)?.value.domain
  return {
    UserPool: poolView(pool, {
      userCount: items.length,
      ...(plain === undefined ? {} : { domain: plain }),
      ...(custom === undefined ? {} : { customDomain: custom }),
    }),
  }
}

export async function listUserPools(
  input: Api.ListUserPoolsRequest,
  context: OperationContext,
): Promise<Api.ListUserPoolsResponse> {
  const { accountId, region, store } = context
  const limit = Math.min(input.MaxResults ?? pageItemsMax, pageItemsMax)
  const purpose = `cognito-idp ListUserPools ${accountId} ${region}`
  const page = await pageOf(store, pools, [accountId, region], limit, input.NextToken, purpose)
  return {
    UserPools: page.items.map((pool) => ({
      Id: pool.id,
      Name: pool.name,
      LambdaConfig: objectOf(pool.settings, 'LambdaConfig'),
      LastModifiedDate: new Date(pool.modifiedAt),
      CreationDate: new Date(pool.createdAt),
    })),
    ...(page.token === undefined ? {} : { NextToken: page.token }),
  }
}

/** What is left out is at its default again. Source: API Reference, UpdateUserPool. */
export async function updateUserPool(
  input: Api.UpdateUserPoolRequest,
  context: OperationContext,
): Promise<Api.UpdateUserPoolResponse> {
  const { value: known } = await loadPool(context, input.UserPoolId)
  const wanted = poolSettings(asJson(input), failInvalid)
  await grantKey(context, wanted, known.id)
  await changePool(context, input.UserPoolId, (pool) => {
    const settings = { ...wanted, ...membersOf(pool.settings, [...fixedNames, ...factorNames]) }
    requireSms(settings)
    return {
      ...pool,
      ...(input.PoolName === undefined ? {} : { name: input.PoolName }),
      ...(input.UserPoolTags === undefined ? {} : { tags: checkedTags(input.UserPoolTags) }),
      settings,
    }
  })
  return {}
}

/** The pool is gone at once; what it held is removed behind. */
export async function deleteUserPool(
  input: Api.DeleteUserPoolRequest,
  context: OperationContext,
): Promise<Record<string, never>> {
  const { store } = context
  await change(context, async (commit) => {
    const stored = await loadPool(context, input.UserPoolId)
    const { value: pool } = stored
    if (pool.settings.DeletionProtection === 'ACTIVE')
      throw invalidParameter(
        'The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.',
      )
    const { items } = await domains.listBy(store, 'pool', { prefix: [pool.id], limit: 1 })
    if (items.length > 0)
      throw invalidParameter(
        'User pool cannot be deleted. It has a domain configured that should be deleted first.',
      )
    pools.remove(commit, stored)
    commit.enqueue(removalQueue, { poolId: pool.id })
  })
  return {}
}

export async function getUserPoolMfaConfig(
  input: Api.GetUserPoolMfaConfigRequest,
  context: OperationContext,
): Promise<Api.GetUserPoolMfaConfigResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  return mfaView(pool)
}

function mfaView({ settings }: Pool): Api.GetUserPoolMfaConfigResponse {
  const shown = membersOf(settings, factorNames) as Api.GetUserPoolMfaConfigResponse
  return { ...shown, MfaConfiguration: settings.MfaConfiguration as Api.UserPoolMfaType }
}

/** Factors that are left out stay as they are, but for the mode. */
export async function setUserPoolMfaConfig(
  input: Api.SetUserPoolMfaConfigRequest,
  context: OperationContext,
): Promise<Api.SetUserPoolMfaConfigResponse> {
  const { UserPoolId, MfaConfiguration = 'OFF' } = input
  const given = asJson(input)
  const pool = await changePool(context, UserPoolId, (current) => {
    const settings: JsonObject = { ...current.settings, ...membersOf(given, factorNames), MfaConfiguration }
    const software = objectOf(settings, 'SoftwareTokenMfaConfiguration').Enabled === true
    const others = settings.SmsMfaConfiguration ?? settings.EmailMfaConfiguration ?? settings.SmsConfiguration
    if (MfaConfiguration !== 'OFF' && !software && others === undefined)
      throw invalidParameter(
        "Invalid MFA configuration given, can't turn on MFA without configuring at least one MFA type.",
      )
    return { ...current, settings }
  })
  return mfaView(pool)
}
