/**
 * A version of a function as Lambda keeps it: code, settings, and how far it is. Plain data. Instants are in milliseconds
 * since the epoch.
 */

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
  /** The variables under a customer's key, in place of them; all but the ARN and what they are bound to is base64. */
  readonly sealedEnvironment?: {
    readonly keyArn: string
    readonly dataKey: string
    readonly sealed: string
    readonly boundTo: Readonly<Record<string, string>>
  }
  /** Of a version as it is shown: why its variables are not. */
  readonly environmentError?: { readonly code: string; readonly message: string }
  readonly layers: readonly LayerUse[]
  readonly tracing: 'Active' | 'PassThrough'
  readonly logging: Logging
  readonly snapStart: 'None' | 'PublishedVersions'
  readonly kmsKeyArn?: string
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
