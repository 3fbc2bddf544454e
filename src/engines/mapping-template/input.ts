/**
 * `$input`: the body and the parameters of a request or response. Source: API Gateway Developer Guide, "Mapping template and access
 * logging variable reference", `$input` variables.
 */
import type { Json } from '../../base/json.ts'
import { compilePath, PathSyntaxError, PathTooCostlyError } from '../jsonpath/index.ts'
import { BodyNotJsonError, TemplateError } from './errors.ts'
import { jsonDepthMax } from './limits.ts'
import { doubleOf, isNumber, readJson } from './numbers.ts'
import {
  type Charge,
  fromJson,
  type HostObject,
  jsonText,
  ListValue,
  MapValue,
  textOf,
  type Value,
} from './values.ts'

/** Parameters of a request, by name. */
export interface TemplateParameters {
  readonly path: Readonly<Record<string, string>>
  readonly querystring: Readonly<Record<string, string>>
  readonly header: Readonly<Record<string, string>>
}

/** What the payload is, and how it came. */
export interface TemplateInput {
  readonly body: string
  readonly params: TemplateParameters
}

/** The object that templates know as `$input`. */
export function inputObject({ body, params }: TemplateInput): HostObject {
  const document = new Document(body)
  const parameters = new MapValue(
    (['path', 'querystring', 'header'] as const).map((kind) => [
      kind,
      new MapValue(Object.entries(params[kind]), true),
    ]),
  )
  // An empty body is written as an empty object (as recorded of AWS in public conformance tests).
  const bodyText = body === '' ? '{}' : body
  const call = (name: string, args: readonly Value[], charge: Charge): Value => {
    const given = args[0] === undefined || args[0] === null ? undefined : textOf(args[0])
    switch (name) {
      case 'json':
        return document.json(given ?? '$', charge)
      case 'path':
        return document.path(given ?? '$', charge)
      case 'params':
        return given === undefined ? parameters : parameterOf(params, given)
      case 'body':
      case 'getBody':
        return bodyText
      default:
        return undefined
    }
  }
  return { host: true, call, get: (name) => (name === 'body' ? bodyText : undefined) }
}

/** A parameter is looked for in the path, then the query, then the headers. Source: as above, `$input.params(x)`. */
function parameterOf({ path, querystring, header }: TemplateParameters, name: string): string {
  for (const kind of [path, querystring, header]) {
    if (Object.hasOwn(kind, name)) return kind[name] ?? ''
  }
  const lower = name.toLowerCase()
  const found = Object.entries(header).find(([known]) => known.toLowerCase() === lower)
  return found?.[1] ?? ''
}

/** What reading a path costs, beside its length. Unit: steps. */
const pathCost = 20

/** The payload as JSON, read when it is first asked for. */
class Document {
  readonly #body: string
  /** As it is, and with numbers that can be compared. */
  #json: Json | undefined
  #plain: Json | undefined
  readonly #found = new Map<string, Value>()

  constructor(body: string) {
    this.#body = body
  }

  /** What a path leads to, as JSON; nowhere: an empty text in quotes (as users of AWS have seen). */
  json(path: string, charge: Charge): string {
    // As long as nothing of it was handed out, nothing of it was changed: its own JSON will do.
    if (this.#found.size === 0 && path.trim() === '$') {
      const text = JSON.stringify(this.#document(false))
      charge(text.length / 64)
      return text
    }
    const value = this.path(path, charge)
    return value === undefined ? '""' : jsonText(value, charge)
  }

  /** What a path leads to; undefined: nowhere. */
  path(path: string, charge: Charge): Value {
    if (this.#found.has(path)) return this.#found.get(path)
    const value = this.#read(path, charge)
    this.#found.set(path, value)
    return value
  }

  #read(path: string, charge: Charge): Value {
    const written = path.startsWith('$') ? path : `$.${path}`
    const [, plain = written, name] = /^(.*)\.(\w+)\(\)$/s.exec(written) ?? []
    charge(path.length + pathCost)
    try {
      const compiled = compilePath(plain)
      if (compiled.root.kind !== 'input') throw new TemplateError(`Invalid JSONPath: ${path}`)
      // Whatever is not one place is looked for in all of the document.
      charge(compiled.definite ? 1 : 1 + (this.#body.length >> 5))
      // Filters compare numbers.
      const found = compiled.find(this.#document(path.includes('?')))
      const value = found === undefined ? undefined : fromJson(found, charge)
      return name === undefined ? value : aggregate(name, value, path)
    } catch (error) {
      if (!(error instanceof PathSyntaxError) && !(error instanceof PathTooCostlyError)) throw error
      throw new TemplateError(`Invalid JSONPath ${path}: ${error.message}`)
    }
  }

  #document(isPlain: boolean): Json {
    const known = isPlain ? this.#plain : this.#json
    if (known !== undefined) return known
    if (this.#body.trim() === '') return {}
    try {
      const value = readJson(this.#body, isPlain)
      if (depthOf(this.#body) > jsonDepthMax) throw new TemplateError('A document is nested too deep')
      if (isPlain) this.#plain = value
      else this.#json = value
      return value
    } catch (error) {
      if (error instanceof TemplateError) throw error
      throw new BodyNotJsonError(error instanceof Error ? error.message : 'The body is no JSON')
    }
  }
}

/** How deep a document is nested, by its text. */
function depthOf(text: string): number {
  let [depth, deepest] = [0, 0]
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) {
      for (at++; text.charCodeAt(at) !== quote; at++) if (text.charCodeAt(at) === backslash) at++
    } else if (code === openBrace || code === openBracket) {
      if (++depth > deepest) deepest = depth
    } else if (code === closeBrace || code === closeBracket) depth--
  }
  return deepest
}

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = [34, 92, 123, 125, 91, 93]

/** Functions at the end of a path. Source: https://github.com/json-path/JsonPath, "Functions". */
function aggregate(name: string, value: Value, path: string): Value {
  if (name === 'length' || name === 'size') {
    if (value instanceof ListValue) return value.items.length
    if (value instanceof MapValue) return value.entries.size
    return typeof value === 'string' ? value.length : undefined
  }
  if (name === 'keys')
    return value instanceof MapValue ? new ListValue([...value.entries.keys()], true) : undefined
  if (!(value instanceof ListValue)) return undefined
  if (name === 'first') return value.items[0]
  if (name === 'last') return value.items.at(-1)
  // All of them are doubles.
  const numbers = value.items.filter(isNumber).map(Number)
  const sum = numbers.reduce((total, item) => total + item, 0)
  if (name === 'sum') return doubleOf(sum)
  if (numbers.length === 0) return undefined
  if (name === 'avg') return doubleOf(sum / numbers.length)
  if (name === 'min') return doubleOf(numbers.reduce((least, item) => Math.min(least, item)))
  if (name === 'max') return doubleOf(numbers.reduce((most, item) => Math.max(most, item)))
  throw new TemplateError(`Function with name: ${name} does not exist in ${path}`)
}
