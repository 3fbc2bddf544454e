import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import { utf8Bytes } from '../../../base/utf8.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { CompiledPattern } from '../../../engines/filter-pattern/index.ts'
import { eventId } from '../domain/event-id.ts'
import type { Boundary } from '../domain/event-order.ts'
import { retentionStart } from '../domain/retention.ts'
import { invalidParameter, invalidToken } from '../errors.ts'
import { readEventToken, writeEventToken } from '../event-tokens.ts'
import { loadChosenGroup, loadStream, requireStandardClass } from '../groups.ts'
import {
  eventOverheadBytes,
  eventsPerPage,
  newestFirstSince,
  pageBytes,
  scannedBytes,
  scannedEvents,
} from '../limits.ts'
import { readPattern } from '../patterns.ts'
import { type EventRange, merge, readGroup, readStream, type StoredEvent } from '../reading.ts'
import type { Group } from '../records.ts'

/**
 * One page of a group's events in order of time, of all streams together. A page looks at so many events only: it may
 * be short or empty and have a token all the same.
 * Source: API Reference, FilterLogEvents: `endTime` is included here, unlike in GetLogEvents.
 */
export async function filterLogEvents(
  input: Api.FilterLogEventsRequest,
  context: OperationContext,
): Promise<Api.FilterLogEventsResponse> {
  const { logStreamNames, logStreamNamePrefix, nextToken } = input
  // UNVERIFIED: the words of both refusals.
  if (logStreamNames !== undefined && logStreamNamePrefix !== undefined)
    throw invalidParameter('logStreamNames and logStreamNamePrefix are mutually exclusive parameters.')
  const newestFirst = input.startFromHead === false
  if (newestFirst && input.startTime !== undefined && input.startTime < newestFirstSince)
    throw invalidParameter(
      'startFromHead can be false only when startTime is on or after Jan 1, 2024 00:00:00 UTC.',
    )
  const pattern = readPattern(input.filterPattern ?? '')
  const { value: group } = await loadChosenGroup(context, input)
  requireStandardClass(group)
  const purpose = `logs FilterLogEvents ${group.id}`
  const token = readToken(purpose, nextToken, context.now)
  const range: EventRange = {
    start: Math.max(input.startTime ?? 0, retentionStart(group.retentionInDays, context.now) ?? 0),
    end: (input.endTime ?? Number.MAX_SAFE_INTEGER - 1) + 1,
    reverse: token?.reverse ?? newestFirst,
    ...(token === undefined ? {} : { from: token.boundary }),
  }
  const reading = await openReading(context, group, input, range)
  const { events, stoppedAt } = await takePage(reading, pattern, input.limit ?? eventsPerPage, range.reverse)
  return {
    events: events.map(({ streamName, timestamp, message, ingestedAt, place }) => ({
      logStreamName: streamName,
      timestamp,
      message,
      ingestionTime: ingestedAt,
      eventId: eventId(place),
    })),
    searchedLogStreams: [],
    ...(stoppedAt === undefined
      ? {}
      : { nextToken: `${range.reverse ? 'b' : 'f'}/${writeEventToken(purpose, stoppedAt, context.now)}` }),
  }
}

function readToken(
  purpose: string,
  token: string | undefined,
  now: number,
): { reverse: boolean; boundary: Boundary } | undefined {
  if (token === undefined) return undefined
  const side = token.slice(0, 2)
  if (side !== 'f/' && side !== 'b/') throw invalidToken()
  return { reverse: side === 'b/', boundary: readEventToken(purpose, token.slice(2), now) }
}

async function openReading(
  context: OperationContext,
  group: Group,
  { logStreamNames, logStreamNamePrefix }: Api.FilterLogEventsRequest,
  range: EventRange,
): Promise<AsyncGenerator<StoredEvent>> {
  const { store } = context
  if (logStreamNames !== undefined) {
    const names = [...new Set(logStreamNames)]
    const found = await Promise.all(names.map((name) => loadStream(context, group.id, name)))
    return merge(
      found.map(({ value }) => readStream(store, value, range)),
      range.reverse,
    )
  }
  const prefix = logStreamNamePrefix ?? ''
  return readGroup(store, group.id, (name) => name.startsWith(prefix), range)
}

/** The matching events of a page, and where looking stopped; undefined when the end was reached. */
async function takePage(
  reading: AsyncGenerator<StoredEvent>,
  pattern: CompiledPattern,
  limit: number,
  reverse: boolean,
): Promise<{ events: StoredEvent[]; stoppedAt?: Boundary }> {
  const events: StoredEvent[] = []
  let bytes = 0
  let bytesSeen = 0
  let seen = 0
  let last: StoredEvent | undefined
  for await (const event of reading) {
    const size = utf8Bytes(event.message) + eventOverheadBytes
    const full = events.length === limit || (bytes + size > pageBytes && events.length > 0)
    if (last !== undefined && (full || seen >= scannedEvents || bytesSeen >= scannedBytes)) {
      return { events, stoppedAt: { place: last.place, side: reverse ? 'before' : 'after' } }
    }
    if (pattern.matches(event.message)) {
      events.push(event)
      bytes += size
    }
    seen++
    bytesSeen += size
    last = event
  }
  return { events }
}
