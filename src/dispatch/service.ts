import type { AwsError } from '../aws/aws-error.ts'
import type { Operation, Surroundings } from './operation.ts'
import type { Violation } from './validate.ts'

/** A service as it is declared once, in its `service.ts`. Declaring does nothing; `start` begins background work. */
export interface ServiceDefinition {
  /** The IAM prefix, and the name of the folder: `sts`, `iam`, `logs`, `ssm`. */
  readonly prefix: string
  /** The name of its model: the SDK client's package name without `@aws-sdk/client-`. */
  readonly model: string
  // The table holds operations of many types; each was checked against the SDK's where the table was written.
  readonly operations: Readonly<Record<string, Operation<never, object> | undefined>>
  /** How this service words what its model's constraints refuse. Default: ValidationException in AWS's usual words. */
  readonly validation?: ValidationStyle
  /** The largest request body that it takes. Unit: bytes. Default 16 MiB. */
  readonly requestBytesMax?: number
  /** Work that goes on without a request (timers, sweeps). Begun when the service is loaded and the server runs. */
  readonly start?: (surroundings: Surroundings) => Promise<BackgroundWork>
}

/** Work of a service that goes on by itself. */
export interface BackgroundWork {
  /** Lets go after finishing what is under way. */
  stop(): Promise<void>
}

/** How an input that its model's constraints refuse is answered. */
export interface ValidationStyle {
  /** The error's code. Default `ValidationException`. */
  readonly code?: string
  /** The whole error, where the service has words of its own; undefined falls back on the usual ones. */
  readonly refuse?: (violations: readonly Violation[]) => AwsError | undefined
}
