/**
 * The event that a function is invoked with for a batch of records. Sources: Lambda Developer Guide, "Using Lambda with Amazon
 * SQS" and the guides of Kinesis and DynamoDB (`Records`); "Implementing stateful Kinesis Data Streams processing in Lambda",
 * Example TimeWindowEvent (what comes with tumbling windows).
 */
import type { JsonObject } from '../../../base/json.ts'
import { isoInstant } from './invocation-record.ts'

/** What is batched. `records`: JSON texts. `window`: instants in milliseconds since the epoch. */
export interface BatchParts {
  readonly records: readonly string[]
  readonly shardId?: string | undefined
  readonly sourceArn: string
  readonly window?:
    | {
        readonly start: number
        readonly end: number
        readonly state: JsonObject
        readonly isFinal: boolean
        readonly terminatedEarly: boolean
      }
    | undefined
}

/** The event as JSON. */
export function batchEvent({ records, shardId, sourceArn, window }: BatchParts): string {
  const list = `"Records":[${records.join(',')}]`
  if (window === undefined) return `{${list}}`
  const { start, end, state, isFinal, terminatedEarly } = window
  const rest = JSON.stringify({
    window: { start: shortInstant(start), end: shortInstant(end) },
    state,
    shardId,
    eventSourceARN: sourceArn,
    isFinalInvokeForWindow: isFinal,
    isWindowTerminatedEarly: terminatedEarly,
  })
  return `{${list},${rest.slice(1)}`
}

/** `2020-12-09T07:04:00Z`: with milliseconds only where there are some. */
export function shortInstant(at: number): string {
  return isoInstant(at).replace('.000Z', 'Z')
}
