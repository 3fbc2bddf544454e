/**
 * What becomes of a batch of a stream after a try. Source: Lambda Developer Guide, "Retain discarded batch records for a Kinesis
 * Data Streams event source" and "Configuring partial batch response": a batch is repeated from its lowest failed record on;
 * splitting it takes nothing from its retries.
 */
import type { BatchOutcome, StreamRecord } from '../types.ts'

/** Records that are tried together, and the tries that counted against them so far. */
export interface Segment {
  readonly records: readonly StreamRecord[]
  readonly failedTries: number
}

/** Which repetitions there are. `retryAttempts` undefined: without end. */
export interface RetryRules {
  readonly retryAttempts?: number
  readonly bisect: boolean
}

/** In the order of the records: those done with, then either those given up or those to be tried again. */
export interface Settled {
  readonly done: readonly StreamRecord[]
  readonly discarded?: Segment
  readonly rest: readonly Segment[]
}

export function settleBatch(segment: Segment, outcome: BatchOutcome, rules: RetryRules): Settled {
  const { records, failedTries } = segment
  if (outcome.kind === 'refused') return { done: [], rest: [segment] }
  if (outcome.kind === 'failed') return { done: [], ...repeat(segment, rules) }
  const { failed } = outcome
  const first = failed === undefined ? -1 : records.findIndex(({ id }) => failed.has(id))
  if (first < 0) return { done: records, rest: [] }
  if (first === 0) return { done: [], ...repeat(segment, rules) }
  const done = records.slice(0, first)
  const left = records.slice(first)
  // With bisecting, the batch is split where it failed; without, the rest goes on as the batch that failed once more.
  if (rules.bisect) return { done, rest: [{ records: left, failedTries }] }
  return { done, ...repeat({ records: left, failedTries }, rules) }
}

function repeat(segment: Segment, { retryAttempts, bisect }: RetryRules): Omit<Settled, 'done'> {
  const { records, failedTries } = segment
  if (bisect && records.length > 1) {
    const middle = Math.ceil(records.length / 2)
    return {
      rest: [
        { records: records.slice(0, middle), failedTries },
        { records: records.slice(middle), failedTries },
      ],
    }
  }
  const failed = { records, failedTries: failedTries + 1 }
  const isLast = retryAttempts !== undefined && failed.failedTries > retryAttempts
  return isLast ? { discarded: failed, rest: [] } : { rest: [failed] }
}
