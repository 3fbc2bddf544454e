import type { Dict, Value } from './python/values.ts'

export type { Dict, Value }

/** What a transform needs to know beside the template. */
export interface TransformOptions {
  /** For example `eu-central-1`. */
  readonly region: string
  /** For example `aws-cn`. The region's when absent. */
  readonly partition?: string
  /** Values of the stack's parameters by name; defaults of the template fill the gaps. */
  readonly parameterValues?: Readonly<Record<string, Value>>
  /**
   * SHA-1 of a text's UTF-8 bytes, as 40 lower-case hex digits: generated logical ids end with it.
   * Handed in, since this room has no cryptography.
   */
  readonly sha1: (text: string) => string
  /** Features of the transform that AWS switches by account and region; those that are not named are off. */
  readonly featureFlags?: Readonly<Record<string, boolean>>
  /** ARNs of managed policies by name, beyond those that AWS publishes. */
  readonly managedPolicies?: Readonly<Record<string, string>>
  /** Whether the Metadata of a SAM resource goes to every resource that is made of it. */
  readonly passThroughMetadata?: boolean
  /** Seconds since 1970, for APIs that deploy always (`AlwaysDeploy`). */
  readonly nowSeconds?: number
  /** The address of the template of an application in the Serverless Application Repository, if it is known. */
  readonly applicationTemplateUrl?: (applicationId: string, semanticVersion: string) => string | undefined
}

/** A template without SAM, or everything that is wrong with the one that was given. */
export type TransformResult =
  | { readonly template: Dict }
  | {
      /** One sentence for each fault, in the order in which they were found. */
      readonly errors: readonly string[]
      /** What CloudFormation puts after `Transform AWS::Serverless-2016-10-31 failed with: `. */
      readonly message: string
      /** Where the transform stopped on a value that AWS's translator does not expect either: what stopped it, for the log. */
      readonly cause?: Error
    }
