/**
 * Simple values written as text: in forms, XML, headers, labels and queries. The readers give undefined for a text
 * that is not of the member's type; each protocol words that in its own way.
 */
import type { Member, TimestampFormat } from '../models/index.ts'
import { bytesOf, fromBase64, toBase64 } from './bytes.ts'
import { formatTimestamp, parseTimestamp } from './timestamps.ts'

/** Reads a text; undefined when it does not fit. */
export type TextReader = (text: string) => unknown

/** Writes a value that is there. */
export type TextWriter = (value: unknown) => string

/** The reader of a member with a simple shape; `timestamps` is the format where the model names none. */
export function textReader(member: Member, timestamps: TimestampFormat): TextReader {
  switch (member.shape.type) {
    case 'boolean':
      return readBoolean
    case 'number':
      return numberReader(member.constraints?.number ?? 'double')
    case 'bigInteger':
    case 'bigDecimal':
      return readFloat
    case 'timestamp': {
      const format = member.traits.timestampFormat ?? timestamps
      return (text) => parseTimestamp(text.trim(), format)
    }
    case 'blob':
      return (text) => {
        const bytes = fromBase64(text.trim())
        return bytes instanceof Uint8Array ? bytes : undefined
      }
    default:
      return (text) => text
  }
}

const readBoolean: TextReader = (text) => (text === 'true' ? true : text === 'false' ? false : undefined)

const wholeNumber = /^-?\d{1,19}$/
const limits: Readonly<Record<string, number>> = {
  byte: 2 ** 7,
  short: 2 ** 15,
  integer: 2 ** 31,
  long: 2 ** 63,
}

function numberReader(type: string): TextReader {
  const limit = limits[type]
  if (limit === undefined) return readFloat
  // A long close to 2^63 is rounded to it by the double that holds it.
  const top = type === 'long' ? limit : limit - 1
  return (text) => {
    if (!wholeNumber.test(text)) return undefined
    const value = Number(text)
    return value >= -limit && value <= top ? value : undefined
  }
}

const decimal = /^[+-]?(\d{1,400}\.?\d{0,400}|\.\d{1,400})([eE][+-]?\d{1,4})?$/

const readFloat: TextReader = (text) => {
  if (decimal.test(text)) return Number(text)
  if (text === 'NaN') return Number.NaN
  if (text === 'Infinity') return Number.POSITIVE_INFINITY
  if (text === '-Infinity') return Number.NEGATIVE_INFINITY
  return undefined
}

/** The writer of a member with a simple shape. */
export function textWriter(member: Member, timestamps: TimestampFormat): TextWriter {
  switch (member.shape.type) {
    case 'timestamp': {
      const format = member.traits.timestampFormat ?? timestamps
      return (value) => formatTimestamp(value as Date, format)
    }
    case 'blob':
      return (value) => toBase64(typeof value === 'string' ? bytesOf(value) : (value as Uint8Array))
    default:
      return String
  }
}

/** What AWS calls the member's type. */
export function typeTitle(member: Member): string {
  if (member.shape.type === 'number') return member.constraints?.number ?? 'double'
  return member.shape.type
}
