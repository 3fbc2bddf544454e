/** Streams as plain values and back: a value is compared when all of it has arrived. */
import { Readable } from 'node:stream'
import type { Member, StructureShape } from '../../../src/models/index.ts'
import type { Values } from './arbitraries.ts'

/** How many bytes a piece of a stream has, so that even small ones come in several. */
const pieceBytes = 7

/** Replaces the streams among a value's members by what they brought. Fails as they fail. */
export async function collectStreams(shape: StructureShape, value: object): Promise<Values> {
  const result: Values = { ...value }
  for (const member of shape.members) {
    const part = result[member.name]
    if (isEventStream(member))
      result[member.name] = part === undefined ? undefined : await collectEvents(part)
    else if (member.traits.streaming && part !== undefined) result[member.name] = await collectBytes(part)
    // The SDK's text that is JSON is an object, with a method that reads it.
    else if (part instanceof String) result[member.name] = part.toString()
  }
  return result
}

/** How the server's streams come. */
export interface StreamManner {
  /** Bytes come in pieces, not whole. */
  readonly pieces: boolean
  /** Thrown after the last event. */
  readonly breakWith?: Error
}

/** What the server's codec takes: events and bytes as they come. */
export function withServerStreams(shape: StructureShape, value: Values, manner: StreamManner): Values {
  const result: Values = { ...value }
  for (const member of shape.members) {
    const part = result[member.name]
    if (isEventStream(member) && Array.isArray(part)) result[member.name] = iterate(part, manner.breakWith)
    else if (manner.pieces && member.traits.streaming && part instanceof Uint8Array)
      result[member.name] = iterate(split(part))
  }
  return result
}

/** What the SDK takes: a stream of known length in place of bytes. */
export function withClientStreams(shape: StructureShape, value: Values): Values {
  const result: Values = { ...value }
  for (const member of shape.members) {
    const part = result[member.name]
    if (!member.traits.streaming || !(part instanceof Uint8Array)) continue
    result[member.name] = Object.assign(Readable.from(split(part)), { byteLength: part.length })
  }
  return result
}

/** The member that is a stream of events, if any. */
export function isEventStream({ shape }: Member): boolean {
  return shape.type === 'union' && shape.eventStream
}

async function collectEvents(stream: unknown): Promise<unknown[]> {
  const events: unknown[] = []
  for await (const event of iterable(stream)) events.push(event)
  return events
}

async function collectBytes(stream: unknown): Promise<Uint8Array> {
  if (stream instanceof Uint8Array) return stream
  const pieces: Uint8Array[] = []
  for await (const piece of iterable(stream)) {
    if (!(piece instanceof Uint8Array)) throw new Error('A stream of bytes brought something else')
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

function iterable(value: unknown): AsyncIterable<unknown> {
  if (typeof value !== 'object' || value === null || !(Symbol.asyncIterator in value)) {
    throw new Error('A stream is not one')
  }
  return value as AsyncIterable<unknown>
}

async function* iterate<T>(parts: readonly T[], end?: Error): AsyncGenerator<T> {
  yield* parts
  if (end) throw end
}

function split(bytes: Uint8Array): Buffer[] {
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length; at += pieceBytes)
    pieces.push(Buffer.from(bytes.subarray(at, at + pieceBytes)))
  return pieces
}
