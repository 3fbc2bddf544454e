import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import { utf8Bytes } from '../../../base/utf8.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { type Boundary, boundaryAt } from '../domain/event-order.ts'
import { retentionStart } from '../domain/retention.ts'
import { invalidToken } from '../errors.ts'
import { readEventToken, writeEventToken } from '../event-tokens.ts'
import { loadChosenGroup, loadStream, requireStandardClass } from '../groups.ts'
import { eventOverheadBytes, eventsPerPage, pageBytes } from '../limits.ts'
import { readStream, type StoredEvent } from '../reading.ts'
import { required } from '../required.ts'

/**
 * One page of a stream, oldest event first, with a token for either side of it. A token is handed back as it came when
 * there is nothing on its side.
 * Source: API Reference, GetLogEvents. UNVERIFIED: the tokens of a stream that has no events at all.
 */
export async function getLogEvents(
  input: Api.GetLogEventsRequest,
  context: OperationContext,
): Promise<Api.GetLogEventsResponse> {
  const { value: group } = await loadChosenGroup(context, input)
  const { value: stream } = await loadStream(
    context,
    group.id,
    required(input.logStreamName, 'logStreamName'),
  )
  requireStandardClass(group)
  const purpose = `logs GetLogEvents ${stream.groupId} ${stream.id}`
  const token = readToken(purpose, input.nextToken, context.now)
  const back = token === undefined ? !(input.startFromHead ?? false) : token.back
  const start = Math.max(input.startTime ?? 0, retentionStart(group.retentionInDays, context.now) ?? 0)
  const events = await takePage(
    readStream(context.store, stream, {
      start,
      end: input.endTime ?? Number.MAX_SAFE_INTEGER,
      reverse: back,
      ...(token === undefined ? {} : { from: token.boundary }),
    }),
    input.limit ?? eventsPerPage,
  )
  if (back) events.reverse()
  const [first, last] = [events[0], events.at(-1)]
  const here = token?.boundary ?? boundaryAt(start)
  const before: Boundary = first ? { place: first.place, side: 'before' } : here
  const behind: Boundary = last ? { place: last.place, side: 'after' } : here
  const write = (side: 'f' | 'b', boundary: Boundary) =>
    input.nextToken?.startsWith(`${side}/`) && events.length === 0
      ? input.nextToken
      : `${side}/${writeEventToken(purpose, boundary, context.now)}`
  return {
    events: events.map(({ timestamp, message, ingestedAt }) => ({
      timestamp,
      message,
      ingestionTime: ingestedAt,
    })),
    nextForwardToken: write('f', behind),
    nextBackwardToken: write('b', before),
  }
}

function readToken(
  purpose: string,
  token: string | undefined,
  now: number,
): { back: boolean; boundary: Boundary } | undefined {
  if (token === undefined) return undefined
  const side = token.slice(0, 2)
  if (side !== 'f/' && side !== 'b/') throw invalidToken()
  return { back: side === 'b/', boundary: readEventToken(purpose, token.slice(2), now) }
}

/** As many events as a page holds: so many, and one megabyte of them. */
async function takePage(reading: AsyncGenerator<StoredEvent>, limit: number): Promise<StoredEvent[]> {
  const events: StoredEvent[] = []
  let bytes = 0
  for await (const event of reading) {
    bytes += utf8Bytes(event.message) + eventOverheadBytes
    if (bytes > pageBytes && events.length > 0) break
    events.push(event)
    if (events.length === limit) break
  }
  return events
}
