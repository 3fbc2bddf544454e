/**
 * From CBOR's plain values to a typed input, by shape. Source: Smithy 2.0, "Smithy RPC v2 CBOR protocol". The wording
 * of what does not fit follows that of the JSON protocols; UNVERIFIED against AWS.
 */
import type { ListShape, MapShape, Member, StructureShape } from '../../models/index.ts'
import { serializationError } from '../errors.ts'
import { newRecord } from '../records.ts'
import { dateOfSeconds } from '../timestamps.ts'
import { CborSeconds } from './cbor-reader.ts'

type CborDecoder = (value: unknown) => unknown

const structures = new WeakMap<StructureShape, CborDecoder>()

/** The decoder of a structure. */
export function cborDecoder(shape: StructureShape): CborDecoder {
  let decoder = structures.get(shape)
  if (!decoder) {
    decoder = compileStructure(shape)
    structures.set(shape, decoder)
  }
  return decoder
}

function compileMember(member: Member): CborDecoder {
  const { shape } = member
  switch (shape.type) {
    case 'structure':
    case 'union':
      return cborDecoder(shape)
    case 'list':
      return compileList(shape)
    case 'map':
      return compileMap(shape)
    case 'string':
      return (value) => (typeof value === 'string' ? value : refuse(value, 'String'))
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? value : refuse(value, 'Boolean'))
    case 'blob':
      return (value) => (value instanceof Uint8Array ? value : refuse(value, 'Blob'))
    case 'number':
      return compileNumber(member)
    case 'bigInteger':
    case 'bigDecimal':
      return (value) =>
        typeof value === 'number' || typeof value === 'bigint' ? value : refuse(value, 'BigDecimal')
    case 'timestamp':
      return decodeTimestamp
    case 'document':
      return () => refuse(undefined, 'Document')
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array) &&
    !(value instanceof CborSeconds)
  )
}

/** Members are compiled when the first value comes: shapes refer to themselves. */
function compileStructure(shape: StructureShape): CborDecoder {
  let table: Map<string, CborDecoder> | undefined
  return (value) => {
    if (!isMap(value)) return refuse(value, shape.name)
    table ??= new Map(shape.members.map((member) => [member.name, compileMember(member)]))
    const result: Record<string, unknown> = {}
    let known = 0
    let unknown = 0
    for (const key in value) {
      const part = value[key]
      if (part === null) continue
      const decode = table.get(key)
      if (decode) {
        result[key] = decode(part)
        known++
      } else if (key !== '__type') unknown++
    }
    if (shape.type === 'union' && (known !== 1 || unknown !== 0)) {
      throw serializationError(
        `Exactly one member of ${shape.name} must be set, but found ${known + unknown}`,
      )
    }
    return result
  }
}

function compileList(shape: ListShape): CborDecoder {
  let decode: CborDecoder | undefined
  return (value) => {
    if (!Array.isArray(value)) return refuse(value, 'List')
    decode ??= compileMember(shape.member)
    const result: unknown[] = []
    for (const part of value as unknown[]) {
      if (part !== null) result.push(decode(part))
      else if (shape.sparse) result.push(null)
      else throw serializationError('A list may not contain null')
    }
    return result
  }
}

function compileMap(shape: MapShape): CborDecoder {
  let decode: CborDecoder | undefined
  return (value) => {
    if (!isMap(value)) return refuse(value, 'Map')
    decode ??= compileMember(shape.value)
    const result = newRecord()
    for (const key in value) {
      const part = value[key]
      if (part !== null) result[key] = decode(part)
      else if (shape.sparse) result[key] = null
      else throw serializationError('A map may not contain null')
    }
    return result
  }
}

const limits: Readonly<Record<string, number>> = {
  byte: 2 ** 7,
  short: 2 ** 15,
  integer: 2 ** 31,
  long: 2 ** 63,
}

function compileNumber(member: Member): CborDecoder {
  const type = member.constraints?.number ?? 'double'
  const limit = limits[type]
  const title = `${type[0]?.toUpperCase()}${type.slice(1)}`
  if (limit === undefined) {
    return (value) => {
      if (typeof value === 'number') return value
      return typeof value === 'bigint' ? Number(value) : refuse(value, title)
    }
  }
  const top = type === 'long' ? limit : limit - 1
  return (value) => {
    const number = typeof value === 'bigint' ? Number(value) : value
    if (typeof number !== 'number' || !Number.isInteger(number) || number < -limit || number > top) {
      return refuse(value, title)
    }
    return number
  }
}

/** A tag 1; also a bare number, which some clients send. */
const decodeTimestamp: CborDecoder = (value) => {
  const seconds = value instanceof CborSeconds ? value.seconds : value
  const date = typeof seconds === 'number' ? dateOfSeconds(seconds) : undefined
  return date ?? refuse(value, 'Timestamp')
}

function refuse(value: unknown, target: string): never {
  throw serializationError(`${kindOf(value)} cannot be converted to ${target}`)
}

function kindOf(value: unknown): string {
  if (typeof value === 'string') return 'STRING_VALUE'
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE'
  if (typeof value === 'bigint') return 'NUMBER_VALUE'
  if (typeof value === 'number') return Number.isInteger(value) ? 'NUMBER_VALUE' : 'DECIMAL_VALUE'
  if (value instanceof Uint8Array) return 'BINARY_VALUE'
  if (value instanceof CborSeconds) return 'TIMESTAMP_VALUE'
  return Array.isArray(value) ? 'LIST_VALUE' : 'MAP_VALUE'
}
