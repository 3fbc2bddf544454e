/**
 * What templates work with: Java's values, as far as templates can tell. A text, a number, a boolean, null, a list, a map, or an object of
 * API Gateway's own. Nothing of JavaScript can be reached through them.
 */
import type { Json, JsonObject } from '../../base/json.ts'
import { TemplateError } from './errors.ts'
import { jsonDepthMax, valueSizeMax } from './limits.ts'
import { type AnyNumber, isDouble, isNumber, NumberValue, numberText } from './numbers.ts'

export type Value = string | AnyNumber | boolean | null | ListValue | MapValue | HostObject | Undefined

/** No value: a name that nothing is set for. */
export type Undefined = undefined

/** A list. Those that come from JSON are written as JSON, others as Java writes lists. */
export class ListValue {
  readonly items: Value[]
  readonly isJson: boolean

  constructor(items: Value[], isJson = false) {
    this.items = items
    this.isJson = isJson
  }
}

/** A map that keeps the order of its keys. */
export class MapValue {
  readonly entries: Map<string, Value>
  /** What is written for names that are not there: API Gateway's own maps leave nothing. */
  readonly isOwn: boolean

  constructor(entries: Iterable<readonly [string, Value]> = [], isOwn = false) {
    this.entries = new Map(entries)
    this.isOwn = isOwn
  }
}

/** An object with methods: `$input`, `$util`, an entry of a map. */
export interface HostObject {
  readonly host: true
  get(name: string): Value
  /** `charge` is told what a call costs beside itself. Unit: steps. */
  call(name: string, args: readonly Value[], charge: Charge): Value
}

/** Counts steps. Fails with a TemplateError when there are too many. */
export type Charge = (steps: number) => void

const free: Charge = () => {}

/** JSON as a value. Fails with a TemplateError for what is nested deeper than Java's reader goes. */
export function fromJson(json: Json | undefined, charge: Charge = free, depth = 0): Value {
  charge(stepsPerNode)
  if (json === undefined || json === null) return null
  if (typeof json !== 'object' || (json as unknown) instanceof NumberValue) return json as Value
  if (depth > jsonDepthMax) throw new TemplateError('A document is nested too deep')
  if (Array.isArray(json))
    return new ListValue(
      (json as readonly Json[]).map((item) => fromJson(item, charge, depth + 1)),
      true,
    )
  return new MapValue(
    Object.entries(json as JsonObject).map(([name, item]) => [name, fromJson(item, charge, depth + 1)]),
  )
}

/** What a node of a document costs. Unit: steps. */
const stepsPerNode = 0.5

/** Writes values, no more than may be: values may stand within themselves. */
class Writer {
  #left = valueSizeMax
  readonly #parts: string[] = []
  readonly #charge: Charge

  constructor(charge: Charge) {
    this.#charge = charge
  }

  get text(): string {
    return this.#parts.join('')
  }

  write(text: string): void {
    this.#left -= text.length + 1
    if (this.#left < 0) throw new TemplateError('A value is too large to be written')
    this.#charge(stepsPerNode + text.length / 256)
    this.#parts.push(text)
  }

  /** As Java writes it. */
  plain(value: Value, depth: number): void {
    if (depth > jsonDepthMax) throw new TemplateError('A value is nested too deep')
    if (value instanceof ListValue && value.isJson) this.json(value, depth)
    else if (value instanceof ListValue) {
      this.#each('[', ', ', ']', value.items, (item) => this.plain(item, depth + 1))
    } else if (value instanceof MapValue) {
      this.#each('{', ', ', '}', value.entries, ([name, item]) => {
        this.write(`${name}=`)
        this.plain(item, depth + 1)
      })
    } else if (isNumber(value)) this.write(numberText(value))
    else if (typeof value === 'object' && value !== null)
      this.plain(value.call('toString', [], free) ?? '', depth + 1)
    else this.write(value === undefined ? 'null' : String(value))
  }

  json(value: Value, depth: number): void {
    if (depth > jsonDepthMax) throw new TemplateError('A value is nested too deep')
    if (value instanceof ListValue) {
      this.#each('[', ',', ']', value.items, (item) => this.json(item, depth + 1))
    } else if (value instanceof MapValue) {
      this.#each('{', ',', '}', value.entries, ([name, item]) => {
        this.write(`${JSON.stringify(name)}:`)
        this.json(item, depth + 1)
      })
    } else if (isNumber(value)) this.write(Number.isFinite(Number(value)) ? numberText(value) : 'null')
    else if (typeof value === 'object' && value !== null) this.write(JSON.stringify(textOf(value)))
    else this.write(JSON.stringify(value ?? null))
  }

  #each<Item>(
    open: string,
    between: string,
    close: string,
    items: Iterable<Item>,
    write: (item: Item) => void,
  ): void {
    this.write(open)
    let isFirst = true
    for (const item of items) {
      if (!isFirst) this.write(between)
      isFirst = false
      write(item)
    }
    this.write(close)
  }
}

/** A value as JSON text. Fails with a TemplateError when it is too large. */
export function jsonText(value: Value, charge: Charge = free): string {
  const writer = new Writer(charge)
  writer.json(value, 0)
  return writer.text
}

/** A value as text, as Java writes it. Fails with a TemplateError when it is too large. */
export function textOf(value: Value, charge: Charge = free): string {
  if (typeof value === 'string') return value
  const writer = new Writer(charge)
  writer.plain(value, 0)
  return writer.text
}

/** Whether a condition holds: everything does but null and false, texts without characters too. Source: VTL Reference (1.7), #if. */
export function isTrue(value: Value): boolean {
  return value !== undefined && value !== null && value !== false
}

/** As `==` has it: numbers by value, values of different kinds by their texts. */
export function areEqual(left: Value, right: Value): boolean {
  if (left === undefined || left === null) return right === undefined || right === null
  if (right === undefined || right === null) return false
  if (isNumber(left) && isNumber(right) && Number(left) !== Number(right)) return false
  if (isNumber(left) && isNumber(right) && (isDouble(left) || isDouble(right))) return true
  return left === right || textOf(left) === textOf(right)
}
