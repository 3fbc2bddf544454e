import type * as Api from '@aws-sdk/client-ssm'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Atomic, Stored } from '../../../store/index.ts'
import { checkAllowedPattern } from '../allowed-pattern.ts'
import { countParameters, recount } from '../counts.ts'
import { checkDataType, needsAdvancedTier, type ParameterType } from '../domain/data-types.ts'
import { withoutVersion } from '../domain/labels.ts'
import { parameterArn, readNewName } from '../domain/names.ts'
import { expiryOf, type Policy, parsePolicies } from '../domain/policies.ts'
import { withTags } from '../domain/tags.ts'
import { decideTier, type Tier, type TierWish } from '../domain/tier.ts'
import { checkValue } from '../domain/values.ts'
import { versionToDrop } from '../domain/versions.ts'
import { encrypt, ownKeyAlias } from '../encryption.ts'
import { parameterAlreadyExists, validation } from '../errors.ts'
import { plan, tellChange, tellExpired } from '../notices.ts'
import { commitChange, forgetParameter, isLive, rangeOf } from '../parameters.ts'
import {
  expirations,
  type KeptValue,
  oldVersions,
  type Parameter,
  parameters,
  type Version,
} from '../records.ts'
import { required } from '../required.ts'
import { readDefaultTier } from '../service-settings.ts'

/** Makes a parameter, or the next version of one. What an overwriting request leaves out stays as it is. */
export async function putParameter(
  input: Api.PutParameterRequest,
  context: OperationContext,
): Promise<Api.PutParameterResult> {
  const { name, path } = readNewName(required(input.Name, 'Name'), context)
  const value = required(input.Value, 'Value')
  checkValue(value)
  if (input.Overwrite === true && (input.Tags?.length ?? 0) > 0) {
    throw validation(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
    )
  }
  const policies = input.Policies === undefined ? undefined : parsePolicies(input.Policies)
  return commitChange(context, async (commit) => {
    const stored = await parameters.get(context.store, [context.accountId, context.region, path])
    const live = stored !== undefined && isLive(stored.value, context.now) ? stored.value : undefined
    const version = await nextVersion(input, context, { path, value, policies, before: live?.current })
    const next = nextParameter(input, context, { name, path, version, before: live })
    await save(commit, context, stored, live, next)
    return { Version: version.version, Tier: version.tier }
  })
}

interface Wanted {
  readonly path: string
  readonly value: string
  /** Undefined: the request says nothing of policies. */
  readonly policies: readonly Policy[] | undefined
  readonly before: Version | undefined
}

async function nextVersion(
  input: Api.PutParameterRequest,
  context: OperationContext,
  { path, value, policies: sent, before }: Wanted,
): Promise<Version> {
  if (before !== undefined && input.Overwrite !== true) throw parameterAlreadyExists()
  const type: ParameterType | undefined = input.Type ?? before?.type
  if (type === undefined) throw validation('A parameter type is required when you create a parameter.')
  const dataType = input.DataType || before?.dataType || 'text'
  // First the tier, which bounds the value's length: what comes after may cost more for longer values.
  const policies = sent ?? before?.policies ?? []
  const tier = await chooseTier(context, input.Tier, before?.tier, value, policies, dataType)
  checkDataType(dataType, before?.dataType, type, value)
  const allowedPattern = input.AllowedPattern ?? before?.allowedPattern
  if (allowedPattern !== undefined) {
    checkAllowedPattern(allowedPattern, type === 'StringList' ? value.split(',') : [value])
  }
  const secret =
    type === 'SecureString' ? await encryptNew(input, context, path, value, tier, before) : undefined
  const description = input.Description ?? before?.description
  return {
    version: (before?.version ?? 0) + 1,
    type,
    value: secret?.kept ?? { kind: 'plain', text: value },
    ...(secret === undefined ? {} : { keyId: secret.keyId }),
    ...(description === undefined ? {} : { description }),
    ...(allowedPattern === undefined ? {} : { allowedPattern }),
    dataType,
    tier,
    policies,
    modifiedAt: context.now,
    modifiedBy: context.principal.arn,
  }
}

async function chooseTier(
  context: OperationContext,
  requested: TierWish | undefined,
  existing: Tier | undefined,
  value: string,
  policies: readonly Policy[],
  dataType: string,
): Promise<Tier> {
  return decideTier({
    requested,
    byDefault: requested === undefined ? await readDefaultTier(context) : 'Standard',
    existing,
    valueCharacters: value.length,
    hasPolicies: policies.length > 0,
    dataTypeNeedsAdvanced: needsAdvancedTier(dataType),
    counts: await countParameters(context.store, context),
  })
}

/** UNVERIFIED: that an overwriting request without KeyId keeps the key of the version before. */
async function encryptNew(
  input: Api.PutParameterRequest,
  context: OperationContext,
  path: string,
  value: string,
  tier: Tier,
  before: Version | undefined,
): Promise<{ readonly keyId: string; readonly kept: KeptValue }> {
  const keyId = input.KeyId ?? before?.keyId ?? ownKeyAlias
  return { keyId, kept: await encrypt(context, parameterArn(context, path), keyId, tier, value) }
}

function nextParameter(
  input: Api.PutParameterRequest,
  context: OperationContext,
  made: {
    readonly name: string
    readonly path: string
    readonly version: Version
    readonly before: Parameter | undefined
  },
): Parameter {
  const { name, path, version, before } = made
  const expiresAt = expiryOf(version.policies)
  const dropped = before && versionToDrop(name, rangeOf(before), before.labels)
  return {
    accountId: context.accountId,
    region: context.region,
    path,
    name: before?.name ?? name,
    current: version,
    firstVersion: dropped === undefined ? (before?.firstVersion ?? 1) : dropped + 1,
    labels: dropped === undefined ? (before?.labels ?? {}) : withoutVersion(before?.labels ?? {}, dropped),
    tags: before?.tags ?? withTags({}, input.Tags ?? []),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  }
}

/** `stored` is the record under this path, `live` its content unless that has expired. */
async function save(
  commit: Atomic,
  context: OperationContext,
  stored: Stored<Parameter> | undefined,
  live: Parameter | undefined,
  next: Parameter,
): Promise<void> {
  const { accountId, region, path } = next
  parameters.put(commit, next, stored)
  if (live === undefined) {
    if (stored !== undefined) {
      await forgetParameter(commit, context, next)
      tellExpired(commit, stored.value, context.now)
    }
  } else {
    oldVersions.put(commit, { accountId, region, path, content: live.current }, undefined)
    if (next.firstVersion > live.firstVersion) {
      commit.delete(oldVersions.storeKey([accountId, region, path, live.firstVersion]))
    }
  }
  await recount(commit, context.store, next, path, stored?.value.current.tier, next.current.tier)
  if (next.expiresAt !== undefined && next.expiresAt !== live?.expiresAt) {
    commit.enqueue(expirations, { accountId, region, path }, { deliverAt: next.expiresAt })
  }
  plan(commit, next, live, context.now)
  tellChange(commit, next, live === undefined ? 'Create' : 'Update', context.now)
}
