import { textOf } from '../bytes.ts'
import { serializationError } from '../errors.ts'
import { nestingLevelsMax, nestingUncheckedBytesMax } from '../limits.ts'

/**
 * Reads a body of JSON. What is not JSON in UTF-8, or nests too deep, is a SerializationException without a message,
 * as AWS answers it. Half a surrogate pair, which JSON can write and UTF-8 cannot, becomes U+FFFD.
 */
export function parseJson(body: Uint8Array): unknown {
  if (body.length > nestingUncheckedBytesMax && nestsTooDeep(body)) throw serializationError('')
  const text = textOf(body)
  if (text === undefined) throw serializationError('')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw serializationError('')
  }
  // Most texts have no escape of this kind at all, which is found out several times faster.
  return text.includes('\\u') && surrogateEscape.test(text) ? wellFormed(value) : value
}

/** UTF-8 has no surrogates: only an escape brings one in. */
const surrogateEscape = /\\u[dD][89a-fA-F]/

function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed()
  if (Array.isArray(value)) return value.map(wellFormed)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name.toWellFormed(), wellFormed(item)]),
  )
}

const quote = 0x22
const backslash = 0x5c

/** The parser would build every level before anyone could look; millions of them would cost gigabytes. */
function nestsTooDeep(body: Uint8Array): boolean {
  let depth = 0
  for (let at = 0; at < body.length; at++) {
    const byte = body[at]
    if (byte === quote) {
      at = endOfString(body, at + 1)
    } else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > nestingLevelsMax) return true
    } else if (byte === 0x7d || byte === 0x5d) depth--
  }
  return false
}

/** The place of the closing quote, or the end. */
function endOfString(body: Uint8Array, start: number): number {
  let at = start
  for (;;) {
    const end = body.indexOf(quote, at)
    if (end < 0) return body.length
    let slashes = 0
    while (body[end - 1 - slashes] === backslash && end - 1 - slashes >= start) slashes++
    if (slashes % 2 === 0) return end
    at = end + 1
  }
}
