import type { AccountId, Partition, Region } from '../aws/identifiers.ts'
import type { Principal } from '../aws/principal.ts'
import type { WrittenOutput } from '../aws/written-output.ts'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import type { RandomSource } from '../base/random.ts'
import type { Store } from '../store/index.ts'
import type { IdentityPolicySource } from './identity-policies.ts'
import type { Trail } from './trail.ts'

/** What every service is given when it is made, and every operation when it runs. */
export interface Surroundings {
  readonly store: Store
  readonly clock: Clock
  readonly random: RandomSource
  readonly logger: Logger
  readonly call: Call
  readonly settings: Settings
  /** Is told of every step that an event takes from its source to a function. */
  readonly trail: Trail
  /** What the policies of users and roles say. */
  readonly identityPolicies: IdentityPolicySource
}

/** Settings of the server that change how services behave. */
export interface Settings {
  /** `local` accepts any well-formed key; `enforce` verifies signatures of keys that were issued here. */
  readonly identity: 'local' | 'enforce'
  /** Where this server is reached, as `http://localhost:4566`: for addresses inside answers. */
  readonly endpoint: string
}

/**
 * Calls an operation of any service as an SDK would, minus HTTP: validated, authorised, recorded.
 * `operation` is `prefix:Name` (`sqs:SendMessage`). Fails with an AwsError as the operation does.
 */
export type Call = <Output = unknown>(operation: string, input: object, caller: Caller) => Promise<Output>

/** On whose behalf, and in which account and region, a call is made. */
export interface Caller {
  readonly principal: Principal
  readonly accountId: AccountId
  readonly region: Region
  readonly signal?: AbortSignal
  /**
   * When an AWS service calls (`principal.type` is `service`): for which resource, as policies know it by `aws:SourceArn` and
   * `aws:SourceAccount`.
   */
  readonly source?: { readonly arn: string; readonly accountId: AccountId }
  /** `X-Amzn-Trace-Id`: the chain of requests that the caller's is part of. */
  readonly traceHeader?: string
  /** The ids of the events that this call carries on, for the trail of events. */
  readonly causes?: readonly string[]
}

/** What an operation knows beside its input. */
export interface OperationContext extends Surroundings, Caller {
  readonly requestId: string
  readonly partition: Partition
  /** The instant at which the request arrived. Unit: milliseconds since the epoch. */
  readonly now: number
  /** Ends when the client goes away or the server stops. */
  readonly signal: AbortSignal
  /** Aborts when the server begins to close: who waits for something to happen answers without it. Absent for calls from inside. */
  readonly closing?: AbortSignal
  /** Where the request came from; absent for calls from inside. */
  readonly sourceIp?: string
  readonly userAgent?: string
  /** The host that the client named, for addresses inside answers; absent for calls from inside. */
  readonly host?: string
}

/**
 * One operation of a service's API. Input and output are the SDK's types. A streaming input arrives as a Node.js
 * `Readable`; a streaming output may be a `Readable`, bytes, or an async iterable of bytes; event streams are async
 * iterables of their union. Bytes are `Uint8Array`, instants `Date`. What is kept as JSON may be answered as it is. Fails with an
 * AwsError.
 */
export type Operation<Input, Output extends object> = (
  input: Input,
  context: OperationContext,
) => Promise<Output | WrittenOutput<Output>>

/**
 * The operations of a service by name, typed by the SDK's aggregated client (`STS`, `IAM`, ...):
 * `operations: { GetCallerIdentity: getCallerIdentity } satisfies OperationTable<STS>`.
 */
export type OperationTable<Client> = {
  [Method in Extract<keyof Client, string> as Client[Method] extends (
    ...args: never[]
  ) => Promise<{ $metadata: unknown }>
    ? Capitalize<Method>
    : never]?: Client[Method] extends (input: infer Input, ...rest: never[]) => Promise<infer Output>
    ? Operation<NonNullable<Input>, Omit<Output, '$metadata'>>
    : never
}
