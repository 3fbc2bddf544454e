/**
 * What Lambda keeps. All keys begin with account and region.
 *
 * A function's record holds what all its versions share and its `$LATEST` configuration, so that an invocation without a
 * qualifier reads one record. Published versions and aliases are records of their own. Zips are blobs under their SHA-256,
 * held by each version (and layer version) that uses them. Instants are in milliseconds since the epoch.
 */
import type { AccountId, Partition, Region } from '../../aws/identifiers.ts'
import type { JsonObject } from '../../base/json.ts'
import { collection, type Key } from '../../store/index.ts'
import type { Architecture, Version } from './domain/version.ts'

export type * from './domain/version.ts'

/** An account in a region. */
export type Home = { readonly accountId: AccountId; readonly region: Region }

/** Which function a record belongs to. */
export type OfFunction = Home & { readonly name: string }

/** A function: what its versions share, and `$LATEST`. */
export type FunctionRecord = OfFunction & {
  readonly partition: Partition
  /** A UUID; another function of the same name that is made later has another. */
  readonly id: string
  readonly createdAt: number
  readonly latest: Version
  /** The number that the next published version gets; numbers are not used twice. */
  readonly nextVersion: number
  /** The number of the version published last, as long as it is there. */
  readonly lastPublished?: string
  /** What {@link lastPublished} was published from (see versions.ts): while it is the same, nothing new is published. */
  readonly publishedContent?: string
  readonly reservedConcurrency?: number
  readonly codeSigningConfigArn?: string
  readonly tags: Readonly<Record<string, string>>
}

export const functions = collection<FunctionRecord>()({
  name: 'lambda.functions',
  key: ({ accountId, region, name }) => [accountId, region, name],
  indexes: {
    codeSigning: {
      key: ({ codeSigningConfigArn, accountId, region }) =>
        codeSigningConfigArn === undefined ? undefined : [accountId, region, codeSigningConfigArn],
    },
  },
})

/** A published version. */
export type VersionRecord = OfFunction & { readonly number: number; readonly content: Version }

export const versions = collection<VersionRecord>()({
  name: 'lambda.versions',
  key: ({ accountId, region, name, number }) => [accountId, region, name, number],
})

/** A name for a version, or for two by weight. */
export type AliasRecord = OfFunction & {
  readonly alias: string
  readonly version: string
  readonly description: string
  /** A second version and the share of invocations that it gets, 0 to 1. */
  readonly routing?: { readonly version: string; readonly weight: number }
  readonly revisionId: string
}

export const aliases = collection<AliasRecord>()({
  name: 'lambda.aliases',
  key: ({ accountId, region, name, alias }) => [accountId, region, name, alias],
})

/**
 * The resource policy of a function, or of one of its versions or aliases (`qualifier`; empty: of the function itself).
 * `statements` are JSON objects as GetPolicy shows them.
 */
export type FunctionPolicyRecord = OfFunction & {
  readonly qualifier: string
  readonly statements: readonly JsonObject[]
  readonly version: string
  readonly id?: string
  readonly revisionId: string
}

export const functionPolicies = collection<FunctionPolicyRecord>()({
  name: 'lambda.policies',
  key: ({ accountId, region, name, qualifier }) => [accountId, region, name, qualifier],
})

/** A layer: the numbers of its versions are not used twice. */
export type LayerRecord = OfFunction & {
  readonly partition: Partition
  readonly id: string
  readonly nextVersion: number
}

/** By account, region and name. */
export const layers = collection<LayerRecord>()({
  name: 'lambda.layers',
  key: ({ accountId, region, name }) => [accountId, region, name],
})

/** Who may use a layer version beside its account. */
export type LayerStatement = {
  readonly id: string
  readonly principal: string
  readonly organizationId?: string
}

/** A version of a layer; `name` is the layer's. */
export type LayerVersionRecord = OfFunction & {
  readonly partition: Partition
  readonly layerId: string
  readonly number: number
  readonly description: string
  readonly licenseInfo?: string
  readonly compatibleRuntimes?: readonly string[]
  readonly compatibleArchitectures?: readonly Architecture[]
  readonly createdAt: number
  readonly sha256: string
  readonly bytes: number
  readonly unzippedBytes: number
  readonly policy?: { readonly statements: readonly LayerStatement[]; readonly revisionId: string }
}

export const layerVersions = collection<LayerVersionRecord>()({
  name: 'lambda.layer-versions',
  key: ({ accountId, region, name, number }) => [accountId, region, name, number],
})

/** What signs the addresses at which code can be downloaded. One for all. */
export type DownloadKey = { /** Base64 of 32 bytes. */ readonly secret: string }

export const downloadKeys = collection<DownloadKey>()({ name: 'lambda.download-key', key: () => ['key'] })

/** The functions of an account in a region that have reserved concurrency, by name. At most 900 of them have any. */
export type Reservations = Home & { readonly reserved: Readonly<Record<string, number>> }

export const reservations = collection<Reservations>()({
  name: 'lambda.reservations',
  key: ({ accountId, region }) => [accountId, region],
})

/** What an account has stored in a region, in parts: what is made at once mostly changes different ones. */
export type CodeUsagePart = Home & {
  readonly part: number
  readonly codeBytes: number
  readonly functions: number
}

export const codeUsages = collection<CodeUsagePart>()({
  name: 'lambda.code-usage',
  key: ({ accountId, region, part }) => [accountId, region, part],
})

export const codeUsagePartCount = 16

/** Versions whose code is to be made ready: {@link Preparation}. */
export const preparations: Key = ['lambda.preparations']

/** What makes a version Active (or Failed). `environmentKey`: nothing is done when the version has changed since. */
export type Preparation = OfFunction & { readonly version: string; readonly environmentKey: string }
