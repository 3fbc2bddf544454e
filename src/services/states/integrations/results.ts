/** What an operation answered, as JSON. */
import type { Json } from '../../../base/json.ts'
import type { Member, Shape, StructureShape } from '../../../models/index.ts'
import { payloadBytesMax } from '../limits.ts'
import type { Naming } from './parameters.ts'

/** How results are written. */
export interface WriteOptions {
  readonly naming: Naming
  /** Instants: ISO 8601, or milliseconds since 1970, as the older integrations have them. */
  readonly instants: 'text' | 'milliseconds'
}

/** More than a state may hand on. */
export class ResultTooLargeError extends Error {
  override readonly name = 'ResultTooLargeError'
}

/** Bytes are text, or Base64 where they are no UTF-8. Streams are read, as far as a state may hold. @throws ResultTooLargeError */
export async function writeResult(
  shape: StructureShape,
  output: object,
  options: WriteOptions,
): Promise<Json> {
  return writeStructure(shape, output as Record<string, unknown>, options)
}

async function writeStructure(
  shape: StructureShape,
  output: Record<string, unknown>,
  options: WriteOptions,
): Promise<Json> {
  const written: Record<string, Json> = {}
  for (const member of shape.members) {
    const value = output[member.name]
    if (value === undefined || value === null) continue
    written[options.naming(member.name)] = await writeMember(member, value, options)
  }
  return written
}

function writeMember({ shape, traits }: Member, value: unknown, options: WriteOptions): Promise<Json> | Json {
  if (shape.type === 'blob') return traits.streaming ? readStream(value) : bytesText(value as Uint8Array)
  return writeShape(shape, value, options)
}

async function writeShape(shape: Shape, value: unknown, options: WriteOptions): Promise<Json> {
  switch (shape.type) {
    case 'structure':
    case 'union':
      return writeStructure(shape, value as Record<string, unknown>, options)
    case 'list': {
      const items: Json[] = []
      for (const item of value as readonly unknown[])
        items.push(item === null ? null : await writeMember(shape.member, item, options))
      return items
    }
    case 'map': {
      const members: [string, Json][] = []
      for (const [key, item] of Object.entries(value as object))
        members.push([key, item === null ? null : await writeMember(shape.value, item, options)])
      return Object.fromEntries(members)
    }
    case 'timestamp': {
      const instant = value as Date
      return options.instants === 'text' ? instant.toISOString() : instant.getTime()
    }
    default:
      return value as Json
  }
}

async function readStream(value: unknown): Promise<string> {
  if (typeof value === 'string') return value
  if (value instanceof Uint8Array) return bytesText(value)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of value as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > payloadBytesMax) throw new ResultTooLargeError('The result is larger than a state may hold')
    chunks.push(chunk)
  }
  return bytesText(Buffer.concat(chunks))
}

const strict = new TextDecoder('utf-8', { fatal: true })

function bytesText(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes)
  } catch {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  }
}
