import type { Json } from '../../../base/json.ts'

/** A target as CreateSchedule takes it. */
export type TargetRecord = {
  readonly [name: string]: Json | undefined
  readonly Arn: string
  readonly RoleArn: string
  readonly Input?: string
  readonly DeadLetterConfig?: { readonly Arn?: string }
  readonly RetryPolicy?: {
    readonly MaximumRetryAttempts?: number
    readonly MaximumEventAgeInSeconds?: number
  }
  readonly SqsParameters?: { readonly MessageGroupId?: string }
  readonly KinesisParameters?: { readonly PartitionKey: string }
  readonly EventBridgeParameters?: { readonly DetailType: string; readonly Source: string }
}
