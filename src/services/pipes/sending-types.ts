import type { AwsError } from '../../aws/aws-error.ts'
import type { Json } from '../../base/json.ts'
import type { Caller } from '../../dispatch/index.ts'
import type { Pipe } from './domain/pipe.ts'

/** A batch on its way to the target. */
export interface Sending {
  readonly pipe: Pipe
  readonly caller: Caller
  readonly executionId: string
  /** Unit: milliseconds since the epoch. */
  readonly at: number
  /** What dynamic parameters see. */
  readonly events: readonly Json[]
  /** What the target gets of each event. */
  readonly inputs: readonly string[]
}

/** What the target did not take. */
export interface Failures {
  /** Places in the batch, or ids of its records. */
  readonly failed: ReadonlySet<number | string>
  readonly byId?: boolean
  readonly error: AwsError
}
