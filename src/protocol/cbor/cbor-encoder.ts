/** From typed values to CBOR, by shape. Members that the model does not have never leave the server. */
import type { ListShape, MapShape, Member, StructureShape } from '../../models/index.ts'
import { bytesOf } from '../bytes.ts'
import type { CborWriter } from './cbor-writer.ts'

type CborEncoder = (value: unknown, writer: CborWriter) => void

const structures = new WeakMap<StructureShape, CborEncoder>()

/** Writes further entries of a structure's map, and says how many. */
export type Extra = readonly (readonly [key: string, value: string])[]

/** The encoder of a structure. */
export function cborEncoder(shape: StructureShape): CborEncoder {
  let encoder = structures.get(shape)
  if (!encoder) {
    encoder = (value, writer) => encodeStructure(shape, value, writer, [])
    structures.set(shape, encoder)
  }
  return encoder
}

const tables = new WeakMap<StructureShape, readonly (readonly [name: string, encode: CborEncoder])[]>()

/** Writes a structure with some text entries before its own. Members are compiled when the first value comes. */
export function encodeStructure(
  shape: StructureShape,
  value: unknown,
  writer: CborWriter,
  extra: Extra,
): void {
  let table = tables.get(shape)
  if (!table) {
    table = shape.members.map((member) => [member.name, compileMember(member)] as const)
    tables.set(shape, table)
  }
  const source = value as Record<string, unknown>
  const present = table.filter(([name]) => {
    const part = source[name]
    return part !== undefined && part !== null && Object.hasOwn(source, name)
  })
  writer.map(present.length + extra.length)
  for (const [key, text] of extra) {
    writer.text(key)
    writer.text(text)
  }
  for (const [name, encode] of present) {
    writer.text(name)
    encode(source[name], writer)
  }
}

function compileMember(member: Member): CborEncoder {
  const { shape } = member
  switch (shape.type) {
    case 'structure':
    case 'union':
      return cborEncoder(shape)
    case 'list':
      return compileList(shape)
    case 'map':
      return compileMap(shape)
    case 'boolean':
      return (value, writer) => writer.boolean(value === true)
    case 'blob':
      return (value, writer) =>
        writer.blob(typeof value === 'string' ? bytesOf(value) : (value as Uint8Array))
    case 'timestamp':
      return (value, writer) => writer.timestamp(value as Date)
    case 'number':
    case 'bigInteger':
    case 'bigDecimal':
      return (value, writer) => writer.number(value as number | bigint)
    case 'string':
    case 'document':
      return (value, writer) => writer.text(String(value))
  }
}

function compileList(shape: ListShape): CborEncoder {
  let encode: CborEncoder | undefined
  return (value, writer) => {
    encode ??= compileMember(shape.member)
    const parts = [...(value as Iterable<unknown>)].filter(
      (part) => shape.sparse || (part !== undefined && part !== null),
    )
    writer.list(parts.length)
    for (const part of parts) {
      if (part === undefined || part === null) writer.nothing()
      else encode(part, writer)
    }
  }
}

function compileMap(shape: MapShape): CborEncoder {
  let encode: CborEncoder | undefined
  return (value, writer) => {
    encode ??= compileMember(shape.value)
    const entries = Object.entries(value as Record<string, unknown>).filter(
      ([, part]) => part !== undefined && (shape.sparse || part !== null),
    )
    writer.map(entries.length)
    for (const [key, part] of entries) {
      writer.text(key)
      if (part === null) writer.nothing()
      else encode(part, writer)
    }
  }
}
