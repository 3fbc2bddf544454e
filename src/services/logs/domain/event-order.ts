/**
 * The order of events: by their own time, then by when they came, then by stream, request and place in the request.
 * Source: API Reference, FilterLogEvents ("sorted by event timestamp, the timestamp when the event was ingested by
 * CloudWatch Logs, and the ID of the PutLogEvents request").
 */

/** Where an event stands: timestamp, ingestion time, stream's id, request's number, piece, place in the piece. */
export type EventPlace = readonly [
  timestamp: number,
  ingestedAt: number,
  streamId: string,
  request: number,
  piece: number,
  index: number,
]

export function comparePlaces(left: EventPlace, right: EventPlace): number {
  return (
    left[0] - right[0] ||
    left[1] - right[1] ||
    (left[2] < right[2] ? -1 : left[2] > right[2] ? 1 : 0) ||
    left[3] - right[3] ||
    left[4] - right[4] ||
    left[5] - right[5]
  )
}

/** A point between two events: right before or right behind the place of one. */
export interface Boundary {
  readonly place: EventPlace
  readonly side: 'before' | 'after'
}

/** Whether an event lies before a boundary. */
export function isBefore(place: EventPlace, boundary: Boundary): boolean {
  const order = comparePlaces(place, boundary.place)
  return order < 0 || (order === 0 && boundary.side === 'after')
}

/** A boundary before everything at or after an instant. Unit: milliseconds since the epoch. */
export function boundaryAt(timestamp: number): Boundary {
  return { place: [timestamp, 0, '', 0, 0, 0], side: 'before' }
}

/** A boundary as plain data for a token. */
export function writeBoundary({ place, side }: Boundary): Array<string | number> {
  return [...place, side === 'after' ? 1 : 0]
}

/** Reads what {@link writeBoundary} wrote; undefined for anything else. */
export function readBoundary(value: unknown): Boundary | undefined {
  if (!Array.isArray(value) || value.length !== 7) return undefined
  const [timestamp, ingestedAt, streamId, request, piece, index, side] = value as unknown[]
  const numbers = [timestamp, ingestedAt, request, piece, index]
  if (!numbers.every((part) => Number.isSafeInteger(part)) || typeof streamId !== 'string') return undefined
  if (side !== 0 && side !== 1) return undefined
  return {
    place: [Number(timestamp), Number(ingestedAt), streamId, Number(request), Number(piece), Number(index)],
    side: side === 1 ? 'after' : 'before',
  }
}
