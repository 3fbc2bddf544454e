/**
 * From typed values to XML, by shape, straight into text. Every shape becomes a function once. Members that the model
 * does not have never leave the server; undefined and null mean absent. Source: Smithy 2.0, "XML binding traits".
 */
import type { ListShape, MapShape, Member, StructureShape, XmlNamespace } from '../../models/index.ts'
import { isOwnOnly } from '../own-names.ts'
import { type TextWriter, textWriter } from '../text-values.ts'
import { escapeAttribute, escapeText } from './xml-text.ts'

/** Writes what is inside an element. */
type ContentWriter = (value: unknown) => string

/** Writes the attributes of an element, each after a space. */
type AttributeWriter = (value: unknown) => string

/** A structure as XML: its attributes and what is inside. */
export interface StructureWriter {
  readonly attributes: AttributeWriter
  readonly content: ContentWriter
}

/** Encoders of one dialect: S3 alone writes milliseconds where there are none. */
export class XmlEncoders {
  readonly #milliseconds: boolean
  readonly #structures = new WeakMap<StructureShape, StructureWriter>()

  constructor(milliseconds: boolean) {
    this.#milliseconds = milliseconds
  }

  /** The writer of a structure; `only` picks the members that travel in the body. */
  structure(shape: StructureShape, only?: (member: Member) => boolean): StructureWriter {
    if (only) return this.#compileStructure(() => shape.members.filter(only))
    let writer = this.#structures.get(shape)
    if (!writer) {
      writer = this.#compileStructure(() => shape.members)
      this.#structures.set(shape, writer)
    }
    return writer
  }

  /** Members are compiled when the first value comes: shapes refer to themselves. */
  #compileStructure(members: () => readonly Member[]): StructureWriter {
    let elements: Slot[] | undefined
    let attributes: Slot[] | undefined
    return {
      attributes: (value) => {
        attributes ??= members()
          .filter((member) => member.traits.xmlAttribute)
          .map((member) => this.#compileAttribute(member))
        return attributes.length === 0 ? '' : writeSlots(attributes, value as Record<string, unknown>)
      },
      content: (value) => {
        elements ??= members()
          .filter((member) => !member.traits.xmlAttribute)
          .map((member) => this.#compileSlot(member))
        return writeSlots(elements, value as Record<string, unknown>)
      },
    }
  }

  #compileAttribute(member: Member): Slot {
    const key = member.traits.xmlName ?? member.name
    const write = this.#simple(member)
    return {
      name: member.name,
      ownOnly: isOwnOnly(member.name),
      write: (value) => ` ${key}="${escapeAttribute(write(value))}"`,
    }
  }

  #compileSlot(member: Member): Slot {
    const name = member.traits.xmlName ?? member.name
    return { name: member.name, ownOnly: isOwnOnly(member.name), write: this.#compileElements(member, name) }
  }

  /** One element, or one for each member when the list or map is flattened. */
  #compileElements(member: Member, name: string): (value: unknown) => string {
    const { shape } = member
    if (member.traits.xmlFlattened && shape.type === 'list') return this.#compileItems(shape, name)
    if (member.traits.xmlFlattened && shape.type === 'map') return this.#compileEntries(shape, name)
    return this.#compileElement(member, name)
  }

  #compileElement(member: Member, name: string): (value: unknown) => string {
    const { shape } = member
    const open = `<${name}${namespaceAttribute(member.traits.xmlNamespace)}`
    const close = `</${name}>`
    if (shape.type === 'structure' || shape.type === 'union') {
      const writer = this.structure(shape)
      return (value) => `${open}${writer.attributes(value)}>${writer.content(value)}${close}`
    }
    const write = this.#compileContent(member)
    return (value) => `${open}>${write(value)}${close}`
  }

  #compileContent(member: Member): ContentWriter {
    const { shape } = member
    if (shape.type === 'list') return this.#compileItems(shape, shape.member.traits.xmlName ?? 'member')
    if (shape.type === 'map') return this.#compileEntries(shape, 'entry')
    const write = this.#simple(member)
    return (value) => escapeText(write(value))
  }

  #simple(member: Member): TextWriter {
    const format = member.traits.timestampFormat ?? 'date-time'
    if (this.#milliseconds && member.shape.type === 'timestamp' && format === 'date-time') {
      return (value) => (value as Date).toISOString()
    }
    return textWriter(member, 'date-time')
  }

  #compileItems(shape: ListShape, name: string): ContentWriter {
    let write: ((value: unknown) => string) | undefined
    return (value) => {
      write ??= this.#compileElement(shape.member, name)
      let text = ''
      for (const part of value as Iterable<unknown>)
        if (part !== undefined && part !== null) text += write(part)
      return text
    }
  }

  #compileEntries(shape: MapShape, name: string): ContentWriter {
    const keyName = shape.key.traits.xmlName ?? 'key'
    const valueName = shape.value.traits.xmlName ?? 'value'
    const keyOpen = `<${name}><${keyName}${namespaceAttribute(shape.key.traits.xmlNamespace)}>`
    const keyClose = `</${keyName}>`
    let write: ((value: unknown) => string) | undefined
    return (value) => {
      write ??= this.#compileElement(shape.value, valueName)
      let text = ''
      for (const [key, part] of Object.entries(value as Record<string, unknown>)) {
        if (part === undefined || part === null) continue
        text += `${keyOpen}${escapeText(key)}${keyClose}${write(part)}</${name}>`
      }
      return text
    }
  }
}

/** An element with a structure in it. */
export function xmlElement(name: string, namespace: string, writer: StructureWriter, value: unknown): string {
  return `<${name}${namespace}${writer.attributes(value)}>${writer.content(value)}</${name}>`
}

/** The attribute that declares a namespace. */
export function namespaceAttribute(namespace: XmlNamespace | undefined): string {
  if (namespace === undefined) return ''
  const name = namespace.prefix === undefined ? 'xmlns' : `xmlns:${namespace.prefix}`
  return ` ${name}="${escapeAttribute(namespace.uri)}"`
}

interface Slot {
  readonly name: string
  readonly ownOnly: boolean
  readonly write: (value: unknown) => string
}

function writeSlots(slots: readonly Slot[], source: Record<string, unknown>): string {
  let text = ''
  for (let index = 0; index < slots.length; index++) {
    const slot = slots[index]
    if (slot === undefined) break
    const value = source[slot.name]
    if (value === undefined || value === null) continue
    if (slot.ownOnly && !Object.hasOwn(source, slot.name)) continue
    text += slot.write(value)
  }
  return text
}
