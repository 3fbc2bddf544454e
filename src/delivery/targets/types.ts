import type { Call, Caller } from '../../dispatch/index.ts'

/** Something that is handed to a target: what a rule, a schedule or a pipe has for it. */
export interface TargetDelivery {
  /** An ARN. */
  readonly arn: string
  /** What the target gets: a text, for most targets JSON. */
  readonly input: string
  /** The service itself, where the target's own policy decides, or a session of a role. */
  readonly caller: Caller
  readonly options?: TargetOptions
}

/** What some targets want to know beside their input. */
export interface TargetOptions {
  /** SQS and SNS: the group of a FIFO queue or topic. */
  readonly messageGroupId?: string
  readonly messageDeduplicationId?: string
  /** Kinesis. Default: by chance of the caller's choice, {@link deliveryId}. */
  readonly partitionKey?: string
  /** Tells this delivery from others; the same when it is repeated. Names executions and streams of logs. */
  readonly deliveryId: string
  /** Logs: the instant of the entry. Unit: milliseconds since the epoch. */
  readonly at: number
  /** Logs: default by {@link deliveryId}. */
  readonly logStreamName?: string
  /** Event buses. */
  readonly event?: {
    readonly source: string
    readonly detailType: string
    readonly resources?: readonly string[]
  }
}

/** What deliveries need of the server. */
export interface TargetSurroundings {
  readonly call: Call
  readonly settings: { readonly endpoint: string }
}
