/**
 * Reads YAML as CloudFormation does: js-yaml finds the pieces and their places, and what these mean is decided here (short
 * forms of functions, words that are numbers, keys that must be texts).
 */
import {
  EVENT_ID,
  type Event,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  YAMLException,
} from 'js-yaml'
import { invariant } from '../../../base/invariant.ts'
import { isObject, type Json, type JsonObject } from '../../../base/json.ts'
import { formatError, functionError, type TemplateError } from '../errors.ts'
import { isList } from '../functions/calls.ts'
import { aliasNodesMax, nestingMax, rereadCharactersMax } from '../limits.ts'
import { placeOf, plainScalar } from './scalars.ts'
import { longForm } from './short-forms.ts'

/** Reads a YAML text of one document. Fails with a TemplateError. */
export function parseYaml(text: string, lenient: boolean): Json {
  const { read, events } = readEvents(text.startsWith('\uFEFF') ? text.slice(1) : text)
  return new Reader(read, events, lenient).document()
}

interface ReadText {
  readonly text: string
  /** The text with spaces before lines that js-yaml finds too shallow. */
  readonly source: string
  readonly indent: string
  /** Where they stand in the source, in its order. */
  readonly indented: readonly number[]
}

/**
 * js-yaml wants lines within brackets and quotes to be indented, as YAML 1.2 says; CloudFormation's reader does not ask for it, and
 * templates have closing brackets where their line began. Spaces before such a line mean nothing, so they are added there.
 */
function readEvents(text: string): { readonly read: ReadText; readonly events: readonly Event[] } {
  const indented: number[] = []
  let read: ReadText = { text, source: text, indent: '', indented }
  for (let characters = 0; ; characters += read.source.length) {
    const { source } = read
    try {
      return { read, events: parseEvents(source, { maxDepth: nestingMax }) }
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error
      const position = error.mark?.position ?? 0
      const lineStart = source.lastIndexOf('\n', position - 1) + 1
      const isShallow = error.reason === 'deficient indentation' && lineStart > (indented.at(-1) ?? -1)
      if (!isShallow || characters > rereadCharactersMax) throw notWellFormed(read, position)
      const indent = read.indent || ' '.repeat(deepestIndent(text) + 1)
      indented.push(lineStart)
      read = { ...read, indent, source: source.slice(0, lineStart) + indent + source.slice(lineStart) }
    }
  }
}

function deepestIndent(text: string): number {
  let deepest = 0
  for (const [indent] of text.matchAll(/^ +/gm)) deepest = Math.max(deepest, indent.length)
  return deepest
}

function notWellFormed({ text, indent, indented }: ReadText, offset: number): TemplateError {
  const before = indented.filter((start) => start <= offset).length
  const { line, column } = placeOf(text, offset - before * indent.length)
  return formatError(`YAML not well-formed. (line ${line}, column ${column})`)
}

interface Node {
  readonly value: Json
  /** How many values the node holds, itself included. */
  readonly size: number
}

class Reader {
  readonly #read: ReadText
  readonly #source: string
  readonly #events: readonly Event[]
  readonly #lenient: boolean
  readonly #anchors = new Map<string, Node>()
  #at = 0
  #size = 0
  #aliased = 0

  constructor(read: ReadText, events: readonly Event[], lenient: boolean) {
    this.#read = read
    this.#source = read.source
    this.#events = events
    this.#lenient = lenient
  }

  document(): Json {
    if (this.#events.length === 0) return null
    this.#next()
    if (this.#peek().type === EVENT_ID.POP) return null
    const value = this.#node('', [])
    this.#next()
    const second = this.#events[this.#at]
    // A second document: CloudFormation reads one.
    if (second) throw formatError('unsupported structure.')
    return value
  }

  #peek(): Event {
    const event = this.#events[this.#at]
    invariant(event, 'Events of YAML end with their document')
    return event
  }

  #next(): Event {
    const event = this.#peek()
    this.#at++
    return event
  }

  #node(key: string, path: readonly string[]): Json {
    const event = this.#next()
    if (event.type === EVENT_ID.ALIAS) return this.#alias(event)
    invariant(event.type !== EVENT_ID.POP && event.type !== EVENT_ID.DOCUMENT, 'A node was expected')
    const sizeBefore = this.#size
    this.#size++
    const tag = event.tagStart === -1 ? undefined : this.#source.slice(event.tagStart, event.tagEnd)
    let value: Json
    if (event.type === EVENT_ID.SCALAR) value = this.#scalar(event, key, tag)
    else if (event.type === EVENT_ID.SEQUENCE) value = this.#sequence(key, path)
    else value = this.#mapping(path)
    if (tag !== undefined && tag !== '!' && !tag.startsWith('!!') && !tag.startsWith('!<')) {
      const long = longForm(tag.slice(1), value)
      if (long === undefined) throw notWellFormed(this.#read, event.tagStart)
      value = long
    }
    if (event.anchorStart !== -1) {
      const name = this.#source.slice(event.anchorStart, event.anchorEnd)
      this.#anchors.set(name, { value, size: this.#size - sizeBefore })
    }
    return value
  }

  #alias(event: { readonly anchorStart: number; readonly anchorEnd: number }): Json {
    if (!this.#lenient) throw functionError('YAML aliases are not allowed in CloudFormation templates')
    const anchored = this.#anchors.get(this.#source.slice(event.anchorStart, event.anchorEnd))
    if (!anchored) throw notWellFormed(this.#read, event.anchorStart)
    this.#aliased += anchored.size
    this.#size += anchored.size
    if (this.#aliased > aliasNodesMax)
      throw functionError('YAML aliases are not allowed in CloudFormation templates')
    return anchored.value
  }

  #scalar(event: ScalarEvent, key: string, tag: string | undefined): Json {
    const text = event.valueStart === -1 ? '' : getScalarValue(this.#source, event)
    if (event.style !== SCALAR_STYLE.PLAIN || tag === '!!str' || tag === '!') return text
    // The argument of a short form is a text or a number like any other word; nothing stands for an empty text.
    return tag !== undefined && text === '' ? '' : plainScalar(text, key)
  }

  #sequence(key: string, path: readonly string[]): Json {
    const items: Json[] = []
    while (this.#peek().type !== EVENT_ID.POP) items.push(this.#node(key, path))
    this.#next()
    return items
  }

  #mapping(path: readonly string[]): JsonObject {
    // Members go through a list, for a member may have any name, even that of the prototype.
    const members = new Map<string, Json>()
    const merged: Json[] = []
    for (;;) {
      const event = this.#peek()
      if (event.type === EVENT_ID.POP) break
      const plain = event.type === EVENT_ID.SCALAR && event.style === SCALAR_STYLE.PLAIN
      const name = this.#key(path)
      const value = this.#node(name, [...path, name])
      if (name === '<<' && plain && this.#lenient) merged.push(value)
      else members.set(name, value)
    }
    this.#next()
    for (const value of merged)
      for (const source of isList(value) ? value : [value]) {
        if (!isObject(source)) throw formatError('unsupported structure.')
        for (const name in source) if (!members.has(name)) members.set(name, source[name] ?? null)
      }
    return Object.fromEntries(members)
  }

  #key(path: readonly string[]): string {
    const event = this.#peek()
    const place = () => `[/${path.join('/')}] map keys must be strings; received`
    if (event.type === EVENT_ID.SEQUENCE) throw formatError(`${place()} a list instead`)
    if (event.type === EVENT_ID.MAPPING) throw formatError(`${place()} a map instead`)
    const key = this.#node('', path)
    if (typeof key === 'string') return key
    if (typeof key === 'number') {
      if (!this.#lenient) throw formatError(`${place()} numeric [${key}] instead`)
      return event.type === EVENT_ID.SCALAR ? getScalarValue(this.#source, event) : String(key)
    }
    // `on:`, `y:`: the word itself is meant.
    if (typeof key === 'boolean' && event.type === EVENT_ID.SCALAR) return getScalarValue(this.#source, event)
    if (key === null) throw formatError(`${place()} null instead`)
    throw formatError(`${place()} a map instead`)
  }
}
