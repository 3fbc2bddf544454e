import { DynamoDbError } from '../errors.ts'
import { numberDigits, numberExponentMax, numberExponentMin } from '../limits.ts'

/**
 * A number, exactly: `±0.d1d2d3... * 10^(exponent + 1)`, so `exponent` is the power of ten of the first digit.
 * `digits` has no zeros at either end and is '' for zero, which is never negative.
 */
export interface Decimal {
  readonly negative: boolean
  readonly digits: string
  readonly exponent: number
}

export const zero: Decimal = { negative: false, digits: '', exponent: 0 }

/** As Java's BigDecimal reads numbers, which AWS uses: a sign, digits with or without a point, an exponent. */
const form = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d+))?$/

/** Reads a number. Fails with a DynamoDbError that says what is wrong with the text. */
export function parseDecimal(text: string): Decimal {
  if (text === '') throw new DynamoDbError('The parameter cannot be converted to a numeric value')
  const parts = form.exec(text)
  if (!parts) throw new DynamoDbError(`The parameter cannot be converted to a numeric value: ${text}`)
  const whole = parts[2] ?? ''
  const written = whole + (parts[3] ?? parts[4] ?? '')
  const first = firstDigit(written)
  if (first === written.length) return zero
  return checked({
    negative: parts[1] === '-',
    digits: withoutZerosBehind(written, first),
    exponent: whole.length - 1 - first + Number(parts[5] ?? 0),
  })
}

/** Holds a number against range and precision, in the order in which AWS does. */
export function checked(number: Decimal): Decimal {
  if (number.digits === '') return zero
  if (number.exponent > numberExponentMax) throw overflow()
  if (number.exponent < numberExponentMin) {
    throw new DynamoDbError(
      'Number underflow. Attempting to store a number with magnitude smaller than supported range',
    )
  }
  if (number.digits.length > numberDigits) {
    throw new DynamoDbError('Attempting to store more than 38 significant digits in a Number')
  }
  return number
}

export function overflow(): DynamoDbError {
  return new DynamoDbError(
    'Number overflow. Attempting to store a number with magnitude larger than supported range',
  )
}

/** Prints a number as AWS does: all digits, no exponent, no zeros that say nothing. */
export function printDecimal({ negative, digits, exponent }: Decimal): string {
  if (digits === '') return '0'
  const sign = negative ? '-' : ''
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  const whole = exponent + 1
  if (digits.length <= whole) return sign + digits + '0'.repeat(whole - digits.length)
  return `${sign}${digits.slice(0, whole)}.${digits.slice(whole)}`
}

/** Most numbers of applications are written as AWS prints them. */
const shortInteger = /^(?:0|-?[1-9]\d{0,36})$/

/** The one text that AWS stores and answers for a number. Fails with a DynamoDbError. */
export function normalizeNumber(text: string): string {
  return shortInteger.test(text) ? text : printDecimal(parseDecimal(text))
}

export function compareDecimals(left: Decimal, right: Decimal): number {
  const leftSign = signOf(left)
  const rightSign = signOf(right)
  if (leftSign !== rightSign) return leftSign < rightSign ? -1 : 1
  if (left.exponent !== right.exponent) return left.exponent < right.exponent ? -leftSign : leftSign
  // Without zeros behind, a text that another begins with is the smaller number.
  return left.digits === right.digits ? 0 : left.digits < right.digits ? -leftSign : leftSign
}

function signOf({ negative, digits }: Decimal): number {
  return digits === '' ? 0 : negative ? -1 : 1
}

function firstDigit(text: string): number {
  let first = 0
  while (text.charCodeAt(first) === 48) first++
  return first
}

/** `text` from `start` on, without zeros at its end. */
export function withoutZerosBehind(text: string, start = 0): string {
  let end = text.length
  while (end > start && text.charCodeAt(end - 1) === 48) end--
  return text.slice(start, end)
}
