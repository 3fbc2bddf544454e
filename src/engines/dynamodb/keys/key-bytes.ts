import { invariant } from '../../../base/invariant.ts'
import { numberExponentMin } from '../limits.ts'
import { parseDecimal } from '../numbers/decimal.ts'
import { utf8 } from '../values/bytes.ts'
import type { AttributeValue } from '../values/types.ts'

/**
 * The bytes of a key's value (S, N or B), which order as DynamoDB orders values of that type: texts by UTF-8, bytes as
 * unsigned, numbers by value. Equal values have equal bytes. Type names are not in it: a key attribute has one type.
 */
export function keyBytes(value: AttributeValue): Uint8Array {
  if ('S' in value) return utf8(value.S)
  if ('N' in value) return numberKeyBytes(value.N)
  invariant('B' in value, 'A key is a text, a number or bytes')
  return value.B
}

/**
 * A number: its sign, its exponent, two digits to a byte, and a byte that ends it. All but the sign is turned round for
 * negative numbers, so that larger magnitudes order first. The end orders below every pair of digits ("12" before
 * "1234"), and no encoding is the beginning of another.
 */
export function numberKeyBytes(text: string): Uint8Array {
  const { negative, digits, exponent } = parseDecimal(text)
  if (digits === '') return Uint8Array.of(1)
  const pairs = Math.ceil(digits.length / 2)
  const bytes = new Uint8Array(pairs + 3)
  bytes[0] = 2
  bytes[1] = exponent - numberExponentMin
  for (let pair = 0; pair < pairs; pair++) {
    const tens = digits.charCodeAt(2 * pair) - 48
    const ones = 2 * pair + 1 < digits.length ? digits.charCodeAt(2 * pair + 1) - 48 : 0
    bytes[pair + 2] = 10 * tens + ones + 1
  }
  if (!negative) return bytes
  for (let index = 1; index < bytes.length; index++) bytes[index] = 255 - (bytes[index] ?? 0)
  bytes[0] = 0
  return bytes
}
