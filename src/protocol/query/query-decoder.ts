/**
 * From a form's tree to a typed input, by shape. Source: Smithy 2.0, "AWS query protocol": lists as
 * `Name.member.1`, maps as `Name.entry.1.key` and `.value`, both without the middle when flattened.
 *
 * An index that is no number is dropped; gaps are closed in the order of the indices. UNVERIFIED: AWS documents
 * neither.
 */
import type { ListShape, MapShape, Member, StructureShape } from '../../models/index.ts'
import { malformedInput } from '../errors.ts'
import { newRecord } from '../records.ts'
import { textReader, typeTitle } from '../text-values.ts'
import type { FormNode } from './form.ts'

type FormDecoder = (node: FormNode) => unknown

const structures = new WeakMap<StructureShape, FormDecoder>()

/** The decoder of a structure. */
export function formDecoder(shape: StructureShape): FormDecoder {
  let decoder = structures.get(shape)
  if (!decoder) {
    decoder = compileStructure(shape)
    structures.set(shape, decoder)
  }
  return decoder
}

function compileMember(member: Member): FormDecoder {
  const { shape } = member
  switch (shape.type) {
    case 'structure':
    case 'union':
      return formDecoder(shape)
    case 'list':
      return compileList(shape, member)
    case 'map':
      return compileMap(shape, member)
    default:
      return compileSimple(member)
  }
}

/** Members are compiled when the first value comes: shapes refer to themselves. */
function compileStructure(shape: StructureShape): FormDecoder {
  let table: Map<string, { name: string; decode: FormDecoder }> | undefined
  return (node) => {
    table ??= new Map(
      shape.members.map((member) => [
        member.traits.xmlName ?? member.name,
        { name: member.name, decode: compileMember(member) },
      ]),
    )
    const result: Record<string, unknown> = {}
    let count = 0
    for (const [part, child] of node.children ?? []) {
      const member = table.get(part)
      if (member === undefined) continue
      result[member.name] = member.decode(child)
      count++
    }
    if (shape.type === 'union' && count !== 1) {
      throw malformedInput(`Exactly one member of ${shape.name} must be set, but found ${count}`)
    }
    return result
  }
}

const index = /^\d{1,10}$/

/** The children whose names are numbers, in their order. */
function numbered(node: FormNode | undefined): FormNode[] {
  if (node?.children === undefined) return []
  const found: { at: number; child: FormNode }[] = []
  for (const [part, child] of node.children) if (index.test(part)) found.push({ at: Number(part), child })
  found.sort((a, b) => a.at - b.at)
  return found.map(({ child }) => child)
}

function compileList(shape: ListShape, member: Member): FormDecoder {
  const flat = member.traits.xmlFlattened === true
  const middle = shape.member.traits.xmlName ?? 'member'
  let decode: FormDecoder | undefined
  return (node) => {
    // `Name=` is how clients send a list without members.
    decode ??= compileMember(shape.member)
    return numbered(flat ? node : node.children?.get(middle)).map(decode)
  }
}

function compileMap(shape: MapShape, member: Member): FormDecoder {
  const flat = member.traits.xmlFlattened === true
  const keyName = shape.key.traits.xmlName ?? 'key'
  const valueName = shape.value.traits.xmlName ?? 'value'
  let decode: FormDecoder | undefined
  return (node) => {
    decode ??= compileMember(shape.value)
    const result = newRecord()
    for (const entry of numbered(flat ? node : node.children?.get('entry'))) {
      const key = entry.children?.get(keyName)?.value
      const value = entry.children?.get(valueName)
      if (key !== undefined && value !== undefined) result[key] = decode(value)
    }
    return result
  }
}

function compileSimple(member: Member): FormDecoder {
  const read = textReader(member, 'date-time')
  const { type } = member.shape
  return (node) => {
    if (node.value === undefined) throw malformedInput('Start of structure or map found where not expected')
    // Query services take numbers for booleans, as XML Schema does.
    const text = type === 'boolean' ? (xsdBooleans.get(node.value) ?? node.value) : node.value
    const value = read(text)
    if (value !== undefined) return value
    throw malformedInput(
      type === 'timestamp'
        ? 'timestamp must follow ISO8601'
        : `${typeTitle(member)} must follow xsd1.1 definition`,
    )
  }
}

const xsdBooleans: ReadonlyMap<string, string> = new Map([
  ['1', 'true'],
  ['0', 'false'],
])
