/**
 * What Parameter Store keeps. All keys begin with account and region.
 *
 * A parameter's record holds what all versions share, and its current version; the versions before are records of their
 * own. So reading a parameter reads one record, and a parameter with a hundred versions does not grow into a record
 * of a megabyte. A parameter that has an Expiration policy leaves a message in a queue, due at that instant; until it is
 * handled every reader takes an expired parameter as absent.
 */
import type { AccountId, Region } from '../../aws/identifiers.ts'
import { collection, type Key } from '../../store/index.ts'
import type { ParameterType } from './domain/data-types.ts'
import type { Labels } from './domain/labels.ts'
import { splitPath } from './domain/names.ts'
import type { Policy } from './domain/policies.ts'
import type { Tags } from './domain/tags.ts'
import type { Tier } from './domain/tier.ts'

/** An account in a region. */
export type Home = { readonly accountId: AccountId; readonly region: Region }

/** A value as it is kept: as it is, or as base64 of its ciphertext with what decrypts it. */
export type KeptValue =
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'own-key' | 'kms' | 'kms-envelope'; readonly ciphertext: string }

/** One version of a parameter. Instants in milliseconds since the epoch. */
export type Version = {
  readonly version: number
  readonly type: ParameterType
  readonly value: KeptValue
  /** As the caller named it; present for SecureString. */
  readonly keyId?: string
  readonly description?: string
  readonly allowedPattern?: string
  readonly dataType: string
  readonly tier: Tier
  readonly policies: readonly Policy[]
  readonly modifiedAt: number
  /** The ARN of who made the version. */
  readonly modifiedBy: string
}

export type Parameter = {
  readonly accountId: AccountId
  readonly region: Region
  /** The name without its leading slash: see domain/names.ts. */
  readonly path: string
  /** The name as it was when the parameter was made. */
  readonly name: string
  readonly current: Version
  /** The oldest version that is kept. */
  readonly firstVersion: number
  readonly labels: Labels
  readonly tags: Tags
  readonly expiresAt?: number
}

/** By account, region and path; by level, for the parameters directly below one. */
export const parameters = collection<Parameter>()({
  name: 'ssm.parameters',
  key: ({ accountId, region, path }) => [accountId, region, path],
  indexes: {
    level: {
      key: ({ accountId, region, path }) => {
        const { level, leaf } = splitPath(path)
        return [accountId, region, level, leaf]
      },
      unique: true,
    },
  },
})

/** A version that is no longer current. */
export type OldVersion = Home & { readonly path: string; readonly content: Version }

export const oldVersions = collection<OldVersion>()({
  name: 'ssm.versions',
  key: ({ accountId, region, path, content }) => [accountId, region, path, content.version],
})

/** The key that encrypts SecureString values for which the caller names no other. */
export type OwnKey = Home & { /** Base64 of 32 bytes. */ readonly secret: string }

export const ownKeys = collection<OwnKey>()({
  name: 'ssm.keys',
  key: ({ accountId, region }) => [accountId, region],
})

/** How many parameters there are, by tier, in parts: those that are made at once mostly change different ones. */
export type CountPart = Home & { readonly part: number; readonly Standard: number; readonly Advanced: number }

export const counts = collection<CountPart>()({
  name: 'ssm.counts',
  key: ({ accountId, region, part }) => [accountId, region, part],
})

export const countPartCount = 32

export type Setting = Home & {
  readonly id: string
  readonly value: string
  readonly modifiedAt: number
  readonly modifiedBy: string
}

export const settings = collection<Setting>()({
  name: 'ssm.settings',
  key: ({ accountId, region, id }) => [accountId, region, id],
})

export type ResourcePolicy = Home & {
  readonly path: string
  readonly policyId: string
  readonly policyHash: string
  readonly policy: string
}

export const resourcePolicies = collection<ResourcePolicy>()({
  name: 'ssm.resource-policies',
  key: ({ accountId, region, path, policyId }) => [accountId, region, path, policyId],
})

/** Parameters that end by themselves, each due at its instant. */
export const expirations: Key = ['ssm.expirations']

export type Expiration = Home & { readonly path: string }

/** Policies that tell of a parameter, each due at its instant; void when the parameter has another version by then. */
export const policyInstants: Key = ['ssm.policy-instants']

export type PolicyInstant = Home & {
  readonly path: string
  readonly version: number
  /** The place of the policy in its list. */
  readonly index: number
}

/** Events on their way to EventBridge. */
export const noticeQueue: Key = ['ssm.notices']
