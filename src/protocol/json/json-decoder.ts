/**
 * From parsed JSON to typed values, by shape. Every shape becomes a function once; a request then costs one walk over
 * what it brought. Members that the model does not have are dropped, null means absent, and names like `__proto__`
 * are names like any other.
 *
 * The wording of what does not fit is that of AWS's services, as DynamoDB gives it (recorded in the tests of
 * architect/dynalite).
 */
import type { Constraints, ListShape, MapShape, Member, Shape, StructureShape } from '../../models/index.ts'
import { fromBase64 } from '../bytes.ts'
import { serializationError } from '../errors.ts'
import { nestingLevelsMax } from '../limits.ts'
import { newRecord } from '../records.ts'
import { dateOfSeconds, parseTimestamp } from '../timestamps.ts'

/** What differs from protocol to protocol. */
export interface JsonDialect {
  /** restJson1 alone renames members by the jsonName trait. */
  readonly jsonNames: boolean
  /** A fraction where a whole number belongs: awsJson services cut it off, restJson1 refuses it (Smithy's malformed request tests). */
  readonly fractions: 'cut' | 'refuse'
}

/** Turns a parsed value into a typed one. Members that are null are not asked for. */
export type JsonDecoder = (value: unknown, depth: number) => unknown

/** Decoders of one dialect. */
export class JsonDecoders {
  readonly #dialect: JsonDialect
  readonly #structures = new WeakMap<StructureShape, JsonDecoder>()

  constructor(dialect: JsonDialect) {
    this.#dialect = dialect
  }

  /** The decoder of a structure; `only` picks the members that travel in the body. */
  structure(shape: StructureShape, only?: (member: Member) => boolean): JsonDecoder {
    if (only) return this.#compileStructure(shape, shape.members.filter(only))
    let decoder = this.#structures.get(shape)
    if (!decoder) {
      decoder = this.#compileStructure(shape, undefined)
      this.#structures.set(shape, decoder)
    }
    return decoder
  }

  /** The decoder of a member's value. */
  member(member: Member): JsonDecoder {
    return this.#shape(member.shape, member)
  }

  #shape(shape: Shape, member: Member): JsonDecoder {
    switch (shape.type) {
      case 'structure':
      case 'union':
        return this.structure(shape)
      case 'list':
        return this.#list(shape)
      case 'map':
        return this.#map(shape)
      case 'string':
        return decodeString
      case 'boolean':
        return decodeBoolean
      case 'number':
        return numberDecoder(member.constraints, this.#dialect)
      case 'blob':
        return decodeBlob
      case 'timestamp':
        return timestampDecoder(member)
      case 'document':
        return decodeDocument
      case 'bigInteger':
      case 'bigDecimal':
        return decodeAnyNumber
    }
  }

  /** Members are compiled when the first value comes: shapes refer to themselves. */
  #compileStructure(shape: StructureShape, members: readonly Member[] | undefined): JsonDecoder {
    const union = shape.type === 'union' && !openUnions.has(shape.name)
    let table: Map<string, { name: string; decode: JsonDecoder }> | undefined
    return (value, depth) => {
      if (typeof value !== 'object' || value === null) throw serializationError('Unexpected field type')
      if (Array.isArray(value)) throw serializationError(`Unrecognized collection type class ${shape.name}`)
      if (depth > nestingLevelsMax) throw serializationError('')
      table ??= this.#compileMembers(members ?? shape.members)
      const source = value as Record<string, unknown>
      const result: Record<string, unknown> = {}
      let known = 0
      let unknown = 0
      for (const key in source) {
        const part = source[key]
        if (part === null) continue
        const member = table.get(key)
        if (member !== undefined) {
          result[member.name] = member.decode(part, depth + 1)
          known++
        } else if (key !== '__type') unknown++
      }
      if (union && (known !== 1 || unknown !== 0)) {
        throw serializationError(
          `Exactly one member of ${shape.name} must be set, but found ${known + unknown}`,
        )
      }
      return result
    }
  }

  #compileMembers(members: readonly Member[]): Map<string, { name: string; decode: JsonDecoder }> {
    return new Map(
      members.map((member) => {
        const key = this.#dialect.jsonNames ? (member.traits.jsonName ?? member.name) : member.name
        return [key, { name: member.name, decode: this.member(member) }]
      }),
    )
  }

  #list(shape: ListShape): JsonDecoder {
    let decode: JsonDecoder | undefined
    return (value, depth) => {
      if (!Array.isArray(value)) {
        throw serializationError(typeof value === 'object' ? structureFound : 'Unexpected field type')
      }
      if (depth > nestingLevelsMax) throw serializationError('')
      decode ??= this.member(shape.member)
      const result: unknown[] = new Array(value.length)
      for (let index = 0; index < value.length; index++) {
        const part: unknown = value[index]
        if (part !== null) result[index] = decode(part, depth + 1)
        else if (shape.sparse) result[index] = null
        else throw serializationError('A list may not contain null')
      }
      return result
    }
  }

  #map(shape: MapShape): JsonDecoder {
    let decode: JsonDecoder | undefined
    return (value, depth) => {
      if (typeof value !== 'object') throw serializationError('Unexpected field type')
      if (Array.isArray(value)) {
        throw serializationError(
          `Unrecognized collection type java.util.Map<java.lang.String, ${shape.value.shape.name}>`,
        )
      }
      if (depth > nestingLevelsMax) throw serializationError('')
      decode ??= this.member(shape.value)
      const source = value as Record<string, unknown>
      const result = newRecord()
      for (const key in source) {
        const part = source[key]
        if (part !== null) result[key] = decode(part, depth + 1)
        else if (shape.sparse) result[key] = null
        else throw serializationError('A map may not contain null')
      }
      return result
    }
  }
}

/**
 * Unions that AWS reads as plain structures, because the service itself says in its own words what is wrong with them.
 * Source: DynamoDB answers ValidationException, "Supplied AttributeValue is empty, must contain exactly one of the
 * supported datatypes".
 */
const openUnions: ReadonlySet<string> = new Set(['AttributeValue'])

const structureFound = 'Start of structure or map found where not expected'

/** What is wrong with a value of another type. */
function mismatch(value: unknown, target: string, javaClass: string): Error {
  if (Array.isArray(value)) return serializationError(`Unrecognized collection type class ${javaClass}`)
  if (typeof value === 'object') return serializationError(structureFound)
  return serializationError(`${tokenOf(value)} cannot be converted to ${target}`)
}

function tokenOf(value: unknown): string {
  if (typeof value === 'string') return 'STRING_VALUE'
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE'
  return Number.isInteger(value) ? 'NUMBER_VALUE' : 'DECIMAL_VALUE'
}

const decodeString: JsonDecoder = (value) => {
  if (typeof value === 'string') return value
  throw mismatch(value, 'String', 'java.lang.String')
}

const decodeBoolean: JsonDecoder = (value) => {
  if (typeof value === 'boolean') return value
  if (typeof value === 'string') throw serializationError('Unexpected token received from parser')
  throw mismatch(value, 'Boolean', 'java.lang.Boolean')
}

const decodeBlob: JsonDecoder = (value) => {
  if (typeof value !== 'string') {
    if (typeof value === 'object') throw mismatch(value, 'Blob', 'java.nio.ByteBuffer')
    throw serializationError('only base-64-encoded strings are convertible to bytes')
  }
  const bytes = fromBase64(value)
  if (bytes instanceof Uint8Array) return bytes
  throw serializationError(bytes.fault)
}

/** The Java types of the model's numbers, with their ranges where a double can hold them. */
const wholeNumbers: Readonly<
  Record<string, { readonly name: string; readonly min: number; readonly max: number }>
> = {
  byte: { name: 'Byte', min: -128, max: 127 },
  short: { name: 'Short', min: -32_768, max: 32_767 },
  integer: { name: 'Integer', min: -2_147_483_648, max: 2_147_483_647 },
  // 2^63 itself stands for what a double makes of the largest long.
  long: { name: 'Long', min: -(2 ** 63), max: 2 ** 63 },
}

function numberDecoder(constraints: Constraints | undefined, dialect: JsonDialect): JsonDecoder {
  const whole = wholeNumbers[constraints?.number ?? 'double']
  if (whole === undefined) return decodeFloat
  const { name, min, max } = whole
  return (value) => {
    if (typeof value !== 'number') throw mismatch(value, name, `java.lang.${name}`)
    if (!(value >= min && value <= max)) {
      throw serializationError(
        `Numeric value (${value}) out of range of ${name.toLowerCase()} (${min} - ${max})`,
      )
    }
    if (Number.isInteger(value)) return value
    if (dialect.fractions === 'refuse') throw mismatch(value, name, `java.lang.${name}`)
    return Math.trunc(value)
  }
}

const decodeFloat: JsonDecoder = (value) => {
  if (typeof value === 'number') return value
  if (value === 'NaN') return Number.NaN
  if (value === 'Infinity') return Number.POSITIVE_INFINITY
  if (value === '-Infinity') return Number.NEGATIVE_INFINITY
  throw mismatch(value, 'Double', 'java.lang.Double')
}

const decodeAnyNumber: JsonDecoder = (value) => {
  if (typeof value === 'number') return value
  throw mismatch(value, 'BigDecimal', 'java.math.BigDecimal')
}

function timestampDecoder(member: Member): JsonDecoder {
  const format = member.traits.timestampFormat ?? 'epoch-seconds'
  if (format === 'epoch-seconds') {
    return (value) => {
      if (typeof value !== 'number') {
        if (typeof value === 'object') throw mismatch(value, 'Date', 'java.util.Date')
        throw serializationError(`${tokenOf(value)} can not be converted to milliseconds since epoch`)
      }
      const date = dateOfSeconds(value)
      if (date) return date
      throw serializationError(`${tokenOf(value)} can not be converted to milliseconds since epoch`)
    }
  }
  return (value) => {
    if (typeof value !== 'string') throw mismatch(value, 'Date', 'java.util.Date')
    const date = parseTimestamp(value, format)
    if (date) return date
    throw serializationError('Unable to parse date')
  }
}

/** Any JSON at all; its names cannot reach a prototype. */
const decodeDocument: JsonDecoder = (value, depth) => {
  if (typeof value !== 'object' || value === null) return value
  if (depth > nestingLevelsMax) throw serializationError('')
  if (Array.isArray(value)) return value.map((part: unknown) => decodeDocument(part, depth + 1))
  const result = newRecord()
  for (const [key, part] of Object.entries(value)) result[key] = decodeDocument(part, depth + 1)
  return result
}
