/** Reads JSON. The language's own parser does; what it cannot say, where a text goes wrong, a second reading finds. */
import type { Json } from '../../../base/json.ts'
import { formatError, type TemplateError } from '../errors.ts'
import { nestingMax } from '../limits.ts'
import { keepsText, placeOf } from './scalars.ts'

/** Reads a JSON text. The last of two members of one name stands, as at AWS. Fails with a TemplateError. */
export function parseJson(text: string): Json {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text
  let value: Json
  try {
    value = (mayKeepText.test(body) ? JSON.parse(body, keepNumbers) : JSON.parse(body)) as Json
  } catch {
    const failure = failureIn(body)
    // Well-formed, but too deep for the parser.
    if (failure === undefined) throw formatError('unsupported structure.')
    throw notWellFormed(body, failure)
  }
  if (!isShallow(value, nestingMax)) throw formatError('unsupported structure.')
  return value
}

/** Whether a text may hold numbers that stay texts: asking for each number takes ten times as long as reading all. */
const mayKeepText = /\d{16}|(?:version|swagger|openapi|Default|AllowedValues)"\s*:\s*[-\d[]/i

/** Numbers that a version is written as, and numbers that would lose digits, stay the texts they are. */
function keepNumbers(key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number') return value
  const source = context?.source
  return source !== undefined && keepsText(key, source) ? source : value
}

/** The place that is told is where AWS's parser stands when it has read what it cannot use. */
function notWellFormed(text: string, offset: number): TemplateError {
  const word = /[A-Za-z0-9_$]*/y
  word.lastIndex = offset
  const read = Math.max(word.exec(text)?.[0].length ?? 0, offset < text.length ? 1 : 0)
  const { line, column } = placeOf(text, offset)
  return formatError(`JSON not well-formed. (line ${line}, column ${column + read})`)
}

const space = /[\t\n\r ]*/y
const scalar =
  /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/y
const string = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y

/** The offset of the first character that no JSON text could have there; undefined: there is none. */
function failureIn(text: string): number | undefined {
  let at = 0
  const eat = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    const found = pattern.test(text)
    if (found) at = pattern.lastIndex
    return found
  }
  const open: string[] = []
  let expected: 'value' | 'first' | 'key' | 'after' = 'value'
  for (;;) {
    eat(space)
    const next = text[at]
    if (expected === 'after') {
      const inside = open.at(-1)
      if (inside === undefined) return next === undefined ? undefined : at
      if (next === ',') {
        at++
        expected = inside === '}' ? 'key' : 'value'
      } else if (next === inside) {
        at++
        open.pop()
      } else return at
      continue
    }
    if (expected === 'first' && next === open.at(-1)) {
      at++
      open.pop()
      expected = 'after'
      continue
    }
    if ((expected === 'first' && open.at(-1) === '}') || expected === 'key') {
      if (!eat(string)) return failureInString(text, at)
      eat(space)
      if (text[at] !== ':') return at
      at++
      expected = 'value'
      continue
    }
    if (next === '{' || next === '[') {
      at++
      open.push(next === '{' ? '}' : ']')
      expected = 'first'
    } else if (eat(scalar)) expected = 'after'
    else return failureInString(text, at)
  }
}

/** Where a text that begins with a quote goes wrong; other texts do at once. */
function failureInString(text: string, start: number): number {
  if (text[start] !== '"') return start
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 0x20) return at
    if (code !== 0x5c) continue
    if (!/^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(text.slice(at + 1, at + 6))) return at + 1
    at++
  }
  return text.length
}

/** Whether a value nests at most so deep; looks without recursion, for that is what deep values break. */
export function isShallow(value: Json, levels: number): boolean {
  let current: Json[] = [value]
  for (let depth = 0; current.length > 0; depth++) {
    if (depth > levels) return false
    const next: Json[] = []
    for (const item of current) {
      if (typeof item !== 'object' || item === null) continue
      for (const child of Object.values(item))
        if (typeof child === 'object' && child !== null) next.push(child as Json)
    }
    current = next
  }
  return true
}
