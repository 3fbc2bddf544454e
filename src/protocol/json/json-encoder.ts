/**
 * From typed values to what JSON.stringify writes, by shape. Every shape becomes a function once. Members that the
 * model does not have never leave the server; undefined and null mean absent.
 */
import type { ListShape, MapShape, Member, Shape, StructureShape } from '../../models/index.ts'
import { bytesOf, toBase64 } from '../bytes.ts'
import { isOwnOnly } from '../own-names.ts'
import { newRecord } from '../records.ts'
import { formatTimestamp } from '../timestamps.ts'

/** Turns a typed value, never absent, into one that JSON can say. */
export type JsonEncoder = (value: unknown) => unknown

/** Encoders of one dialect; only restJson1 renames members by the jsonName trait. */
export class JsonEncoders {
  readonly #jsonNames: boolean
  readonly #structures = new WeakMap<StructureShape, JsonEncoder>()

  constructor(jsonNames: boolean) {
    this.#jsonNames = jsonNames
  }

  /** The encoder of a structure; `only` picks the members that travel in the body. */
  structure(shape: StructureShape, only?: (member: Member) => boolean): JsonEncoder {
    if (only) return this.#compileStructure(shape, shape.members.filter(only))
    let encoder = this.#structures.get(shape)
    if (!encoder) {
      encoder = this.#compileStructure(shape, undefined)
      this.#structures.set(shape, encoder)
    }
    return encoder
  }

  /** The encoder of a member's value. */
  member(member: Member): JsonEncoder {
    return this.#shape(member.shape, member)
  }

  #shape(shape: Shape, member: Member): JsonEncoder {
    switch (shape.type) {
      case 'structure':
      case 'union':
        return this.structure(shape)
      case 'list':
        return this.#list(shape)
      case 'map':
        return this.#map(shape)
      case 'number':
      case 'bigInteger':
      case 'bigDecimal':
        return encodeNumber
      case 'blob':
        return encodeBlob
      case 'timestamp': {
        const format = member.traits.timestampFormat ?? 'epoch-seconds'
        if (format === 'epoch-seconds') return (value) => (value as Date).getTime() / 1000
        return (value) => formatTimestamp(value as Date, format)
      }
      case 'string':
      case 'boolean':
      case 'document':
        return same
    }
  }

  /** Members are compiled when the first value comes: shapes refer to themselves. */
  #compileStructure(shape: StructureShape, members: readonly Member[] | undefined): JsonEncoder {
    let table: { name: string; key: string; encode: JsonEncoder }[] | undefined
    return (value) => {
      table ??= this.#compileMembers(members ?? shape.members)
      const source = value as Record<string, unknown>
      const result: Record<string, unknown> = {}
      for (let index = 0; index < table.length; index++) {
        const member = table[index]
        if (member === undefined) break
        const part = source[member.name]
        if (part === undefined || part === null) continue
        if (isOwnOnly(member.name) && !Object.hasOwn(source, member.name)) continue
        result[member.key] = member.encode(part)
      }
      return result
    }
  }

  #compileMembers(members: readonly Member[]): { name: string; key: string; encode: JsonEncoder }[] {
    return members.map((member) => ({
      name: member.name,
      key: this.#jsonNames ? (member.traits.jsonName ?? member.name) : member.name,
      encode: this.member(member),
    }))
  }

  #list(shape: ListShape): JsonEncoder {
    let encode: JsonEncoder | undefined
    return (value) => {
      encode ??= this.member(shape.member)
      const result: unknown[] = []
      for (const part of value as Iterable<unknown>) {
        if (part !== undefined && part !== null) result.push(encode(part))
        else if (shape.sparse) result.push(null)
      }
      return result
    }
  }

  #map(shape: MapShape): JsonEncoder {
    let encode: JsonEncoder | undefined
    return (value) => {
      encode ??= this.member(shape.value)
      const result = newRecord()
      const source = value as Readonly<Record<string, unknown>>
      for (const key in source) {
        const part = source[key]
        if (part !== undefined && part !== null) result[key] = encode(part)
        else if (shape.sparse && part === null) result[key] = null
      }
      return result
    }
  }
}

const same: JsonEncoder = (value) => value

const encodeBlob: JsonEncoder = (value) =>
  toBase64(typeof value === 'string' ? bytesOf(value) : (value as Uint8Array))

/** TypeScript's library does not know JSON.rawJSON yet. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown }

const encodeNumber: JsonEncoder = (value) => {
  if (typeof value === 'bigint') return rawJSON(value.toString())
  return Number.isFinite(value) ? value : String(value)
}
