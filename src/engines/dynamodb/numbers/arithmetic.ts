import { numberDigits } from '../limits.ts'
import {
  checked,
  compareDecimals,
  type Decimal,
  overflow,
  parseDecimal,
  printDecimal,
  withoutZerosBehind,
  zero,
} from './decimal.ts'

/**
 * The exact sum of two numbers as AWS prints it. Fails with a DynamoDbError when it does not fit into 38 digits: AWS
 * rounds nothing, and says "Number overflow" of that too (observed on AWS by ScyllaDB Alternator's tests).
 */
export function addNumbers(left: string, right: string): string {
  return printDecimal(sum(parseDecimal(left), parseDecimal(right)))
}

/** The exact difference of two numbers; see {@link addNumbers}. */
export function subtractNumbers(left: string, right: string): string {
  const subtrahend = parseDecimal(right)
  return printDecimal(sum(parseDecimal(left), { ...subtrahend, negative: !subtrahend.negative }))
}

/** Order of two numbers: -1, 0 or 1. */
export function compareNumbers(left: string, right: string): number {
  return left === right ? 0 : compareDecimals(parseDecimal(left), parseDecimal(right))
}

function sum(left: Decimal, right: Decimal): Decimal {
  if (left.digits === '') return right.digits === '' ? zero : right
  if (right.digits === '') return left
  const unit = Math.min(unitOf(left), unitOf(right))
  const total = scaled(left, unit) + scaled(right, unit)
  if (total === 0n) return zero
  const written = (total < 0n ? -total : total).toString()
  const digits = withoutZerosBehind(written)
  if (digits.length > numberDigits) throw overflow()
  return checked({ negative: total < 0n, digits, exponent: unit + written.length - 1 })
}

/** The power of ten of the last digit. */
function unitOf({ digits, exponent }: Decimal): number {
  return exponent - digits.length + 1
}

/** The number in units of `10^unit`. At most some 300 digits: exponents have limits. */
function scaled(number: Decimal, unit: number): bigint {
  const size = BigInt(number.digits + '0'.repeat(unitOf(number) - unit))
  return number.negative ? -size : size
}
