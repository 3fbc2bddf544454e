import type { EventPlace } from './event-order.ts'

/**
 * The id of an event, as AWS's: 56 decimal digits that begin with the event's time (its milliseconds stand above 144
 * further bits), so that ids sort as events do. Here the lower bits are the stream's id (64), the request's number in
 * the stream (40), the piece (20) and the place in it (20).
 * Source: API Reference, examples of FilterLogEvents and of the payload of subscription filters.
 */
export function eventId([timestamp, , streamId, request, piece, index]: EventPlace): string {
  const stream = BigInt(`0x${streamId}`)
  const low = (stream << 80n) | (BigInt(request) << 40n) | (BigInt(piece) << 20n) | BigInt(index)
  return ((BigInt(timestamp) << 144n) | low).toString().padStart(56, '0')
}
