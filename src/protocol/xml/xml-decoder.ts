/**
 * From an XML tree to a typed input, by shape. Elements that the model does not have are dropped. Source: Smithy 2.0,
 * "XML binding traits".
 */
import type { ListShape, MapShape, Member, StructureShape } from '../../models/index.ts'
import { malformedXml } from '../errors.ts'
import { newRecord } from '../records.ts'
import { textReader } from '../text-values.ts'
import type { XmlElement } from './parse-xml.ts'

type XmlDecoder = (element: XmlElement) => unknown

const structures = new WeakMap<StructureShape, XmlDecoder>()

/** The decoder of a structure; `only` picks the members that travel in the body. */
export function xmlDecoder(shape: StructureShape, only?: (member: Member) => boolean): XmlDecoder {
  if (only) return compileStructure(shape, () => shape.members.filter(only))
  let decoder = structures.get(shape)
  if (!decoder) {
    decoder = compileStructure(shape, () => shape.members)
    structures.set(shape, decoder)
  }
  return decoder
}

interface Slot {
  readonly name: string
  /** Takes one element into what is there of the member's value. */
  readonly take: (before: unknown, element: XmlElement) => unknown
}

interface Table {
  readonly elements: Map<string, Slot>
  readonly attributes: {
    readonly name: string
    readonly key: string
    readonly read: (text: string) => unknown
  }[]
}

/** Members are compiled when the first value comes: shapes refer to themselves. */
function compileStructure(shape: StructureShape, members: () => readonly Member[]): XmlDecoder {
  let table: Table | undefined
  return (element) => {
    table ??= compileTable(members())
    const result: Record<string, unknown> = {}
    for (const attribute of table.attributes) {
      const text = element.attributes[attribute.key]
      if (text !== undefined) result[attribute.name] = accept(attribute.read(text))
    }
    for (const child of element.children) {
      const slot = table.elements.get(child.name)
      if (slot) result[slot.name] = slot.take(result[slot.name], child)
    }
    if (shape.type === 'union' && Object.keys(result).length !== 1) throw malformedXml()
    return result
  }
}

function compileTable(members: readonly Member[]): Table {
  const table: Table = { elements: new Map(), attributes: [] }
  for (const member of members) {
    const key = member.traits.xmlName ?? member.name
    if (member.traits.xmlAttribute) {
      table.attributes.push({ name: member.name, key, read: textReader(member, 'date-time') })
    } else table.elements.set(key, { name: member.name, take: compileSlot(member) })
  }
  return table
}

function compileSlot(member: Member): Slot['take'] {
  const { shape } = member
  if (member.traits.xmlFlattened && shape.type === 'list') {
    const decode = compileMember(shape.member)
    return (before, element) => {
      const list = (before as unknown[] | undefined) ?? []
      list.push(decode(element))
      return list
    }
  }
  if (member.traits.xmlFlattened && shape.type === 'map') {
    const addEntry = compileEntry(shape)
    return (before, element) =>
      addEntry((before as Record<string, unknown> | undefined) ?? newRecord(), element)
  }
  const decode = compileMember(member)
  return (_before, element) => decode(element)
}

function compileMember(member: Member): XmlDecoder {
  const { shape } = member
  switch (shape.type) {
    case 'structure':
    case 'union':
      return xmlDecoder(shape)
    case 'list':
      return compileList(shape)
    case 'map':
      return compileMap(shape)
    case 'string':
      return (element) => element.text
    default: {
      const read = textReader(member, 'date-time')
      return (element) => accept(read(element.text.trim()))
    }
  }
}

function compileList(shape: ListShape): XmlDecoder {
  const name = shape.member.traits.xmlName ?? 'member'
  let decode: XmlDecoder | undefined
  return (element) => {
    decode ??= compileMember(shape.member)
    return element.children.filter((child) => child.name === name).map(decode)
  }
}

function compileMap(shape: MapShape): XmlDecoder {
  const addEntry = compileEntry(shape)
  return (element) => {
    const result = newRecord()
    for (const child of element.children) if (child.name === 'entry') addEntry(result, child)
    return result
  }
}

function compileEntry(
  shape: MapShape,
): (map: Record<string, unknown>, entry: XmlElement) => Record<string, unknown> {
  const keyName = shape.key.traits.xmlName ?? 'key'
  const valueName = shape.value.traits.xmlName ?? 'value'
  let decode: XmlDecoder | undefined
  return (map, entry) => {
    decode ??= compileMember(shape.value)
    const key = entry.children.find((child) => child.name === keyName)
    const value = entry.children.find((child) => child.name === valueName)
    if (!key || !value) throw malformedXml()
    map[key.text] = decode(value)
    return map
  }
}

function accept(value: unknown): unknown {
  if (value === undefined) throw malformedXml()
  return value
}
