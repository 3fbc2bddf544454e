import { parseDecimal } from './decimal.ts'

/**
 * Bytes that a number costs: one, and one for every two significant digits, before the point and after it each
 * rounded up, and one for a minus. The Developer Guide ("DynamoDB item sizes and formats") says "approximately"; this
 * is what AWS was seen to count (dynamodb-conformance, observed on AWS, 2026-08-18: 23 numbers, to the byte).
 */
export function numberSize(text: string): number {
  const { negative, digits, exponent } = parseDecimal(text)
  if (digits === '') return 1
  const whole = Math.min(Math.max(exponent + 1, 0), digits.length)
  // Zeros that stand between the digits and the point count only when digits follow the point, and then they are digits.
  const halves = Math.ceil(whole / 2) + Math.ceil((digits.length - whole) / 2)
  return 1 + halves + (negative ? 1 : 0)
}
