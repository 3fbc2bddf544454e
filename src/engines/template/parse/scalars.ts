/** What unquoted words of YAML mean, and which numbers stay texts. Source: YAML 1.1, "Type repository". */

/** A line and a column, both from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** Where an offset of a text lies. */
export function placeOf(text: string, offset: number): Place {
  let line = 1
  let start = 0
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', start)) {
    line++
    start = at + 1
  }
  return { line, column: Math.min(offset, text.length) - start + 1 }
}

const booleans = new Map<string, boolean>()
for (const word of ['true', 'True', 'TRUE', 'yes', 'Yes', 'YES', 'on', 'On', 'ON']) booleans.set(word, true)
for (const word of ['false', 'False', 'FALSE', 'no', 'No', 'NO', 'off', 'Off', 'OFF'])
  booleans.set(word, false)
const nulls = new Set(['', '~', 'null', 'Null', 'NULL'])
const decimal = /^[-+]?(?:0|[1-9][0-9_]*)$/
const radix = /^([-+]?)0(?:x([0-9a-fA-F_]+)|b([01_]+))$/
const float =
  /^[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?$|^[-+]?[0-9]+[eE][-+]?[0-9]+$/

/**
 * What an unquoted word stands for. Words that begin with a zero (account ids), clock times in base 60 and dates are texts:
 * CloudFormation has no use for what YAML 1.1 makes of them. The key is that under which the word stands.
 */
export function plainScalar(text: string, key: string): null | boolean | number | string {
  const first = text.charCodeAt(0)
  // Most words begin with a letter that no boolean and no number begins with.
  if (text === '' || first === 0x7e) return nulls.has(text) ? null : text
  if ((first >= 0x30 && first <= 0x39) || first === 0x2d || first === 0x2b || first === 0x2e)
    return numberOf(text, key)
  const boolean = booleans.get(text)
  if (boolean !== undefined) return boolean
  return nulls.has(text) ? null : text
}

function numberOf(text: string, key: string): number | string {
  if (decimal.test(text) || float.test(text)) {
    const plain = text.replaceAll('_', '')
    if (keepsText(key, plain)) return text
    const value = Number(plain)
    return Number.isFinite(value) ? value : text
  }
  const based = radix.exec(text)
  if (!based) return text
  const [, sign, hex, binary] = based
  const digits = (hex ?? binary ?? '').replaceAll('_', '')
  if (digits === '') return text
  const value = Number.parseInt(digits, hex === undefined ? 2 : 16)
  return Number.isSafeInteger(value) ? (sign === '-' ? -value : value) : text
}

/**
 * Whether a number stays the text that it was written as. CloudFormation keeps what was written (`2.0`), which numbers of
 * JavaScript cannot: so texts stay where the digits would be lost (long account ids) and under keys that name versions
 * (`PayloadFormatVersion: 2.0`), where a reader expects a text and compares it.
 */
export function keepsText(key: string, source: string): boolean {
  if (/^[-+]?\d+$/.test(source)) return !Number.isSafeInteger(Number(source))
  return versionKey.test(key) && String(Number(source)) !== source
}

const versionKey = /version$|^(?:swagger|openapi|Default|AllowedValues)$/i
