/**
 * Tumbling windows: spans of one length, side by side since the epoch, to which records belong by when they came to the stream.
 * Source: Lambda Developer Guide, "Implementing stateful Kinesis Data Streams processing in Lambda".
 */
import type { JsonObject } from '../../base/json.ts'
import { windowStateBytesMax } from '../limits.ts'
import type { BatchWindow, StreamRecord } from '../types.ts'

/** The window that is open. `state` is what the sink answered last. */
export type OpenWindow = {
  readonly start: number
  readonly state: JsonObject
  /** Its state has grown too large: it ends before its time. */
  readonly overfull?: true
}

/** The window of an instant. Unit: milliseconds since the epoch. */
export function windowStart(at: number, lengthMs: number): number {
  return Math.floor(at / lengthMs) * lengthMs
}

/** What comes next. */
export type WindowStep =
  /** The first `length` records belong to this window. */
  | { readonly kind: 'batch'; readonly window: OpenWindow; readonly length: number }
  | { readonly kind: 'final'; readonly window: OpenWindow }
  /** Nothing before this instant; undefined: nothing before a record comes. */
  | { readonly kind: 'wait'; readonly until?: number }

/**
 * What to do with the records at hand. A window ends when its time is over and no record of it is left, or when a record of a
 * later one comes.
 */
export function windowStep(
  open: OpenWindow | undefined,
  records: readonly StreamRecord[],
  lengthMs: number,
  now: number,
): WindowStep {
  if (open?.overfull) return { kind: 'final', window: open }
  const first = records[0]
  if (open === undefined) {
    if (first === undefined) return { kind: 'wait' }
    const start = windowStart(first.arrivedAt, lengthMs)
    return batchOf({ start, state: {} }, records, lengthMs)
  }
  const end = open.start + lengthMs
  // A record that is late, because the window was closed while it was on its way, goes with the window that is open.
  if (first !== undefined && first.arrivedAt < end) return batchOf(open, records, lengthMs)
  if (first !== undefined || now >= end) return { kind: 'final', window: open }
  return { kind: 'wait', until: end }
}

function batchOf(window: OpenWindow, records: readonly StreamRecord[], lengthMs: number): WindowStep {
  const end = window.start + lengthMs
  const other = records.findIndex(({ arrivedAt }) => arrivedAt >= end)
  return { kind: 'batch', window, length: other < 0 ? records.length : other }
}

/** The window after a batch, with the state that the sink answered. */
export function withState({ start }: OpenWindow, state: JsonObject): OpenWindow {
  const isOverfull = Buffer.byteLength(JSON.stringify(state)) > windowStateBytesMax
  return isOverfull ? { start, state, overfull: true } : { start, state }
}

/** What a batch is told of its window. */
export function batchWindow(
  { start, state, overfull }: OpenWindow,
  lengthMs: number,
  isFinal: boolean,
): BatchWindow {
  return { start, end: start + lengthMs, state, isFinal, terminatedEarly: isFinal && overfull === true }
}
