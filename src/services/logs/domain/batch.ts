import { utf8Bytes } from '../../../base/utf8.ts'
import { invalidParameter } from '../errors.ts'
import {
  batchBytes,
  batchSpanMs,
  eventAgeMs,
  eventAheadMs,
  eventBytes,
  eventOverheadBytes,
} from '../limits.ts'

/** An event as it comes in. `timestamp` in milliseconds since the epoch. */
export interface NewEvent {
  readonly timestamp: number
  readonly message: string
}

/** What of a batch is kept, and which of its events are not; as `rejectedLogEventsInfo` tells it. */
export interface JudgedBatch {
  readonly accepted: readonly NewEvent[]
  readonly rejected?: {
    readonly tooNewLogEventStartIndex?: number
    readonly tooOldLogEventEndIndex?: number
    readonly expiredLogEventEndIndex?: number
  }
}

/**
 * Holds a batch against the rules of PutLogEvents. Events out of the allowed time are left out, and the rest is kept;
 * what breaks another rule refuses the whole batch (InvalidParameterException).
 * Source: API Reference, PutLogEvents and RejectedLogEventsInfo. Words: as published by users of AWS.
 * `retentionStart` is the oldest instant that the log group's retention keeps; undefined keeps everything.
 */
export function judgeBatch(
  events: readonly NewEvent[],
  now: number,
  retentionStart: number | undefined,
): JudgedBatch {
  checkSizes(events)
  const unordered = events.some((event, index) => event.timestamp < (events[index - 1]?.timestamp ?? 0))
  if (unordered)
    throw invalidParameter('Log events in a single PutLogEvents request must be in chronological order.')
  const tooOld = countBefore(events, now - eventAgeMs)
  const expired = retentionStart === undefined ? 0 : countBefore(events, retentionStart)
  const tooNew = countBefore(events, now + eventAheadMs + 1)
  const accepted = events.slice(Math.max(tooOld, expired), tooNew)
  checkSpan(accepted)
  if (accepted.length === events.length) return { accepted }
  return {
    accepted,
    rejected: {
      ...(tooNew < events.length ? { tooNewLogEventStartIndex: tooNew } : {}),
      ...(tooOld > 0 ? { tooOldLogEventEndIndex: tooOld } : {}),
      ...(expired > tooOld ? { expiredLogEventEndIndex: expired } : {}),
    },
  }
}

function checkSizes(events: readonly NewEvent[]): void {
  let total = 0
  for (const { message } of events) {
    const bytes = utf8Bytes(message) + eventOverheadBytes
    if (bytes > eventBytes) {
      throw invalidParameter(`Log event too large: ${bytes} bytes exceeds limit of ${eventBytes}`)
    }
    total += bytes
  }
  if (total > batchBytes) {
    throw invalidParameter(`Upload too large: ${total} bytes exceeds limit of ${batchBytes}`)
  }
}

function checkSpan(accepted: readonly NewEvent[]): void {
  const first = accepted[0]?.timestamp ?? 0
  const last = accepted.at(-1)?.timestamp ?? 0
  if (last - first > batchSpanMs) {
    throw invalidParameter(
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    )
  }
}

/** How many events of an ordered list are before an instant. */
function countBefore(events: readonly NewEvent[], instant: number): number {
  const index = events.findIndex(({ timestamp }) => timestamp >= instant)
  return index < 0 ? events.length : index
}
