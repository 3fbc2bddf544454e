import type { Jobs } from '../jobs/index.ts'
import type { Operation, Surroundings } from './operation.ts'
import type { ResourceTypeTable } from './resource-type.ts'
import type { ValidationStyle } from './validate.ts'

/** A service as it is declared once, in its `service.ts`. Declaring does nothing; `start` begins background work. */
export interface ServiceDefinition {
  /** The IAM prefix, and the name of the folder: `sts`, `iam`, `logs`, `ssm`. */
  readonly prefix: string
  /** The name of its model: the SDK client's package name without `@aws-sdk/client-`. */
  readonly model: string
  // The table holds operations of many types; each was checked against the SDK's where the table was written.
  readonly operations: Readonly<Record<string, Operation<never, object> | undefined>>
  /**
   * What the service does for other services that no operation of its API does, named as the permission that it needs:
   * `events:InvokeApiDestination`. Reached by `call` alone, and held against no model.
   */
  readonly inner?: Readonly<Record<string, Operation<never, object> | undefined>>
  /** How this service words what its model's constraints refuse. Default: ValidationException in AWS's usual words. */
  readonly validation?: ValidationStyle
  /** What an operation throws, as the service words it: an error of a language that it speaks becomes an AwsError. Default: as it is. */
  readonly wordError?: (thrown: unknown) => unknown
  /**
   * Members of an input that the address of a request gives where the input itself lacks them: the queue that a form is
   * posted to. `address` is scheme, host and path.
   */
  readonly addressInput?: (address: URL) => Readonly<Record<string, unknown>>
  /** Operations that AWS takes without a signature, although its model does not say so. */
  readonly unsigned?: readonly string[]
  /** The largest request body that it takes. Unit: bytes. Default 16 MiB. */
  readonly requestBytesMax?: number
  /** Answers, errors too, carry the CRC-32 of their body. */
  readonly answersWithCrc32?: true
  /** The CloudFormation resource types that it makes, by name. Their namespaces stand where the service is listed. */
  readonly resourceTypes?: ResourceTypeTable
  /**
   * Begins work that goes on without a request, when the service is loaded and the server runs. What waits in the store
   * (queued work, timers) is registered with `jobs`, which stops it with the server; whatever else goes on is answered.
   */
  readonly start?: (surroundings: BackgroundSurroundings) => Promise<BackgroundWork | undefined>
}

/** What a service's work without requests is given. Operations are not: they enqueue, in the commit of their change. */
export interface BackgroundSurroundings extends Surroundings {
  /** Runs handlers for this service's queues, and its recurring timers, on one node at a time. */
  readonly jobs: Jobs
}

/** Work of a service that goes on by itself, beside its jobs. */
export interface BackgroundWork {
  /** Lets go after finishing what is under way. */
  stop(): Promise<void>
}
