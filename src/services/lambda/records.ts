/**
 * What Lambda keeps. All keys begin with account and region.
 *
 * A function's record holds what all its versions share and its `$LATEST` configuration, so that an invocation without a
 * qualifier reads one record. Published versions and aliases are records of their own. Zips are blobs under their SHA-256,
 * held by each version (and layer version) that uses them. Instants are in milliseconds since the epoch.
 */
import type { AccountId, Partition, Region } from '../../aws/identifiers.ts'
import { collection, type Key } from '../../store/index.ts'

/** An account in a region. */
export type Home = { readonly accountId: AccountId; readonly region: Region }

/** Which function a record belongs to. */
export type OfFunction = Home & { readonly name: string }

export type Architecture = 'x86_64' | 'arm64'

/** An object that code was copied from. */
export type S3Source = { readonly bucket: string; readonly key: string; readonly objectVersion?: string }

/** The code of a version. `sha256` is lower-case hexadecimal; sizes are in bytes. */
export type Code =
  | {
      readonly kind: 'zip'
      readonly sha256: string
      readonly bytes: number
      readonly unzippedBytes: number
      readonly source?: S3Source
    }
  | {
      readonly kind: 'image'
      readonly imageUri: string
      readonly resolvedImageUri: string
      /** `sha256:` and lower-case hexadecimal. */
      readonly digest: string
    }
  | { readonly kind: 'folder'; readonly path: string }

/** A layer as a version uses it. */
export type LayerUse = {
  readonly arn: string
  readonly sha256: string
  readonly bytes: number
  readonly unzippedBytes: number
}

export type State = 'Pending' | 'Active' | 'Inactive' | 'Failed' | 'ActiveNonInvocable' | 'Deleting'
export type UpdateStatus = 'Successful' | 'Failed' | 'InProgress'

/** How far a version is: what GetFunctionConfiguration shows as State and LastUpdateStatus. */
export type Progress = {
  readonly state: State
  readonly stateReason?: string
  readonly stateReasonCode?: string
  /** Absent until the function was Active for the first time. */
  readonly lastUpdateStatus?: UpdateStatus
  readonly lastUpdateStatusReason?: string
  readonly lastUpdateStatusReasonCode?: string
}

export type Logging = {
  readonly format: 'Text' | 'JSON'
  readonly group: string
  readonly applicationLevel?: 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL'
  readonly systemLevel?: 'DEBUG' | 'INFO' | 'WARN'
}

/** The settings of a version: all that CreateFunction and UpdateFunctionConfiguration take, code aside. */
export type Settings = {
  readonly description: string
  readonly packageType: 'Zip' | 'Image'
  readonly runtime?: string
  readonly handler?: string
  readonly roleArn: string
  readonly memoryMb: number
  readonly timeoutSeconds: number
  readonly ephemeralStorageMb: number
  readonly environment?: Readonly<Record<string, string>>
  readonly layers: readonly LayerUse[]
  readonly tracing: 'Active' | 'PassThrough'
  readonly logging: Logging
  readonly snapStart: 'None' | 'PublishedVersions'
  readonly kmsKeyArn?: string
  readonly sourceKmsKeyArn?: string
  readonly deadLetterArn?: string
  readonly vpc?: {
    readonly vpcId: string
    readonly subnetIds: readonly string[]
    readonly securityGroupIds: readonly string[]
    readonly ipv6AllowedForDualStack: boolean
  }
  readonly fileSystems?: ReadonlyArray<{ readonly arn: string; readonly localMountPath: string }>
  readonly image?: {
    readonly entryPoint?: readonly string[]
    readonly command?: readonly string[]
    readonly workingDirectory?: string
  }
  readonly tenantIsolation?: 'PER_TENANT'
  readonly capacityProvider?: {
    readonly arn: string
    readonly maxConcurrencyPerEnvironment?: number
    readonly memoryGibPerVcpu?: number
  }
  readonly durable?: {
    readonly executionTimeoutSeconds: number
    readonly retentionDays: number
    readonly kmsKeyArn?: string
  }
}

/** One version of a function, `$LATEST` included. */
export type Version = {
  /** `$LATEST`, `1`, `2`, ... */
  readonly version: string
  readonly architecture: Architecture
  readonly code: Code
  readonly settings: Settings
  readonly progress: Progress
  /** Changes whenever a member of the configuration does, state included. A UUID. */
  readonly revisionId: string
  /** Changes with code and settings only: what execution environments of this version are known by. */
  readonly environmentKey: string
  readonly modifiedAt: number
  readonly runtimeVersionArn?: string
  readonly signingProfileVersionArn?: string
  readonly signingJobArn?: string
}

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

/** The functions of an account in a region that have reserved concurrency, by name. At most 900 of them have any. */
export type Reservations = Home & { readonly reserved: Readonly<Record<string, number>> }

export const reservations = collection<Reservations>()({
  name: 'lambda.reservations',
  key: ({ accountId, region }) => [accountId, region],
})

/** Versions whose code is to be made ready: {@link Preparation}. */
export const preparations: Key = ['lambda.preparations']

/** What makes a version Active (or Failed). `environmentKey`: nothing is done when the version has changed since. */
export type Preparation = OfFunction & { readonly version: string; readonly environmentKey: string }
