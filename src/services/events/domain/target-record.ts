import type { Json } from '../../../base/json.ts'

/** A target as PutTargets takes it. */
export type TargetRecord = {
  readonly [name: string]: Json | undefined
  readonly Id: string
  readonly Arn: string
  readonly RoleArn?: string
  readonly Input?: string
  readonly InputPath?: string
  readonly InputTransformer?: {
    readonly InputTemplate: string
    readonly InputPathsMap?: Readonly<Record<string, string>>
  }
  readonly KinesisParameters?: { readonly PartitionKeyPath: string }
  readonly SqsParameters?: { readonly MessageGroupId?: string }
  readonly HttpParameters?: {
    readonly PathParameterValues?: readonly string[]
    readonly HeaderParameters?: Readonly<Record<string, string>>
    readonly QueryStringParameters?: Readonly<Record<string, string>>
  }
  readonly DeadLetterConfig?: { readonly Arn?: string }
  readonly RetryPolicy?: {
    readonly MaximumRetryAttempts?: number
    readonly MaximumEventAgeInSeconds?: number
  }
}
