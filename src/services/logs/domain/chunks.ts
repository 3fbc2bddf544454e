/**
 * How events are cut into the pieces that are stored. A piece holds events of one PutLogEvents request that stand
 * close together in time, so that reading a range of time loads little beside it: whoever looks for an instant finds
 * it in pieces that begin at most {@link chunkSpanMs} before.
 */

import { utf8Bytes } from '../../../base/utf8.ts'
import { eventOverheadBytes } from '../limits.ts'
import type { NewEvent } from './batch.ts'

/** Between the first and the last event of a piece. Unit: milliseconds. A request of 24 hours has some 3,000 pieces then. */
export const chunkSpanMs = 30_000

/** Unit: bytes of a piece, unless a single event is larger. */
export const chunkBytes = 64 * 1024

/** Unit: events. */
export const chunkEvents = 1_000

export interface Cut {
  readonly events: readonly NewEvent[]
  /** With the overhead of each event. */
  readonly bytes: number
}

/** Cuts events that are in order of time. */
export function cutIntoChunks(events: readonly NewEvent[]): Cut[] {
  const cuts: Cut[] = []
  let current: NewEvent[] = []
  let bytes = 0
  const close = () => {
    if (current.length > 0) cuts.push({ events: current, bytes })
    current = []
    bytes = 0
  }
  for (const event of events) {
    const size = utf8Bytes(event.message) + eventOverheadBytes
    const first = current[0]
    const fits =
      first !== undefined &&
      event.timestamp - first.timestamp <= chunkSpanMs &&
      bytes + size <= chunkBytes &&
      current.length < chunkEvents
    if (!fits) close()
    current.push(event)
    bytes += size
  }
  close()
  return cuts
}
