import { entriesOf } from './memory.ts'
import { pythonNumber } from './numbers.ts'
import { isDict, type Value } from './values.ts'

/** How `json.dumps` writes: with spaces behind commas and colons, or compact and with the keys sorted. */
export interface JsonStyle {
  readonly compact: boolean
  readonly sorted: boolean
}

/** `json.dumps(value)`, with ASCII alone. Keys come in the object's order, or sorted by code point. */
export function pythonJson(value: Value, style: JsonStyle = { compact: false, sorted: false }): string {
  if (typeof value === 'string') return quoteAscii(value)
  if (typeof value === 'number') return pythonNumber(value)
  if (typeof value === 'boolean' || value === null) return String(value)
  const comma = style.compact ? ',' : ', '
  if (Array.isArray(value)) return `[${value.map((item) => pythonJson(item, style)).join(comma)}]`
  if (!isDict(value)) return 'null'
  const entries = entriesOf(value)
  if (style.sorted) entries.sort(([left], [right]) => comparePoints(left, right))
  const colon = style.compact ? ':' : ': '
  return `{${entries.map(([name, member]) => quoteAscii(name) + colon + pythonJson(member, style)).join(comma)}}`
}

/** Compares texts as Python does: by code points, where JavaScript compares units of UTF-16. */
export function comparePoints(left: string, right: string): number {
  if (left === right) return 0
  let index = 0
  while (index < left.length && left.charCodeAt(index) === right.charCodeAt(index)) index += 1
  // Back to where a point begins of which the first unit of UTF-16 is the same.
  if (index > 0 && (left.charCodeAt(index - 1) & 0xfc00) === 0xd800) index -= 1
  return (left.codePointAt(index) ?? -1) - (right.codePointAt(index) ?? -1)
}

function quoteAscii(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** `json.dumps(value, sort_keys=True, indent=4, separators=(',', ': '))`. */
export function pythonIndentedJson(value: Value, indent = ''): string {
  if (typeof value !== 'object' || value === null) return pythonJson(value)
  const inner = `${indent}    `
  const items = Array.isArray(value)
    ? value.map((item) => pythonIndentedJson(item, inner))
    : entriesOf(value)
        .sort(([left], [right]) => comparePoints(left, right))
        .map(([name, member]) => `${quoteAscii(name)}: ${pythonIndentedJson(member, inner)}`)
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  if (items.length === 0) return `${open}${close}`
  return `${open}\n${items.map((item) => inner + item).join(',\n')}\n${indent}${close}`
}
