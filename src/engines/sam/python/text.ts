import { entriesOf, isLegacy, isUnicodeKey, isUnicodeValue } from './memory.ts'
import { pythonNumber } from './numbers.ts'
import type { Dict, Value } from './values.ts'

/**
 * How Python writes values as text: `str()` of a document is what a deployment's hash is made of, and texts of values
 * stand in the translator's error messages. Unicode texts are written as Python 2.7 did (`u'name'`).
 */

/** `str(value)`. A text by itself is written as it is. */
export function pythonText(value: Value | undefined): string {
  if (typeof value === 'string') return value
  return write(value, false)
}

/** `repr(value)`. */
export function pythonRepresentation(value: Value | undefined, unicode = false): string {
  return write(value, unicode)
}

function write(value: Value | undefined, unicode: boolean): string {
  if (value === null || value === undefined) return 'None'
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (typeof value === 'number') return pythonNumber(value)
  if (typeof value === 'string') return unicode ? quoteUnicode(value) : quote(value)
  if (Array.isArray(value))
    return `[${value.map((item, index) => write(item, isUnicodeValue(value, index))).join(', ')}]`
  return writeDict(value)
}

function writeDict(dict: Dict): string {
  const members = entriesOf(dict).map(([name, value]) => {
    const key = isUnicodeKey(dict, name) ? quoteUnicode(name) : quote(name)
    return `${key}: ${write(value, isUnicodeValue(dict, name))}`
  })
  return `{${members.join(', ')}}`
}

/** `repr` of Python 3: what can be printed stays, the rest is escaped. */
function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'"
  let written = mark
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (character === mark || character === '\\') written += `\\${character}`
    else if (character === '\n') written += '\\n'
    else if (character === '\r') written += '\\r'
    else if (character === '\t') written += '\\t'
    else if (code < 0x20 || code === 0x7f) written += `\\x${hex(code, 2)}`
    else if (code < 0x7f || printable.test(character)) written += character
    else written += escapeCode(code)
  }
  return written + mark
}

/** Python's `str.isprintable`: no control, format, private, unassigned or separating character. */
const printable = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}]$/u

/**
 * A Unicode text of Python 2.7, as the translator imitates it: everything but ASCII is escaped, the result is written
 * by Python 3's rules, and each doubled backslash of that becomes one again.
 */
function quoteUnicode(text: string): string {
  let escaped = ''
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (character === '\\') escaped += '\\\\'
    else if (character === '\n') escaped += '\\n'
    else if (character === '\r') escaped += '\\r'
    else if (character === '\t') escaped += '\\t'
    else if (code >= 0x20 && code < 0x7f) escaped += character
    else escaped += escapeCode(code)
  }
  return `u${quote(escaped).replaceAll('\\\\', '\\')}`
}

function escapeCode(code: number): string {
  if (code <= 0xff) return `\\x${hex(code, 2)}`
  return code <= 0xffff ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`
}

function hex(code: number, length: number): string {
  return code.toString(16).padStart(length, '0')
}

/** The name of a value's type in Python, as error messages give it. */
export function pythonTypeName(value: Value): string {
  if (value === null) return 'NoneType'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float'
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'object') return isLegacy(value) ? 'Py27Dict' : 'dict'
  return 'str'
}
