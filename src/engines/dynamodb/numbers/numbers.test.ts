import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  addNumbers,
  compareNumbers,
  DynamoDbError,
  normalizeNumber,
  numberKeyBytes,
  subtractNumbers,
} from '../index.ts'
import { compareBytes } from '../values/bytes.ts'
import { numberSize } from './size.ts'

/** A number as a whole count of 10^-170, in which every DynamoDB number is whole. */
interface Model {
  readonly text: string
  readonly units: bigint
}

const unitExponent = -170

/** Numbers within DynamoDB's range, written in many ways. */
const number: fc.Arbitrary<Model> = fc
  .record({
    negative: fc.boolean(),
    digits: fc.stringMatching(/^[0-9]{1,38}$/),
    exponent: fc.oneof(fc.integer({ min: -4, max: 4 }), fc.integer({ min: -130, max: 125 })),
    point: fc.nat(37),
    plus: fc.constantFrom('', '+'),
    zeros: fc.constantFrom('', '0', '000'),
    letter: fc.constantFrom('e', 'E'),
  })
  .map(({ negative, digits, exponent, point, plus, zeros, letter }) => {
    // The first digit that is not zero stands at 10^exponent.
    const significant = digits.replace(/^0+/, '')
    const place = Math.min(point, significant.length)
    const shift = exponent - (place - 1)
    const body = `${significant.slice(0, place) || '0'}.${significant.slice(place)}`
    const text = `${negative ? '-' : plus}${zeros}${body}${zeros}${letter}${shift}`
    const last = shift - (significant.length - place)
    const size = BigInt(significant || '0') * 10n ** BigInt(last - unitExponent)
    return { text, units: negative ? -size : size }
  })

/** Plain decimal text, for the same count. */
function unitsOf(plain: string): bigint {
  const negative = plain.startsWith('-')
  const [whole = '', fraction = ''] = plain.replace('-', '').split('.')
  const size = BigInt(whole + fraction.padEnd(-unitExponent, '0'))
  return negative ? -size : size
}

describe('numbers', () => {
  it('are printed as AWS prints them', () => {
    const printed: ReadonlyArray<readonly [string, string]> = [
      ['0', '0'],
      ['-0', '0'],
      ['+3', '3'],
      ['.123', '0.123'],
      ['1.', '1'],
      ['0001.23', '1.23'],
      ['0042.1200', '42.12'],
      ['1.5E2', '150'],
      ['1e+5', '100000'],
      ['-17.4E37', `-174${'0'.repeat(36)}`],
      ['0e1000', '0'],
      ['1E125', `1${'0'.repeat(125)}`],
      ['1E-130', `0.${'0'.repeat(129)}1`],
      ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
    ]
    for (const [text, expected] of printed) assert.equal(normalizeNumber(text), expected, text)
  })

  it('are refused in the words of AWS', () => {
    const over = 'Number overflow. Attempting to store a number with magnitude larger than supported range'
    const under = 'Number underflow. Attempting to store a number with magnitude smaller than supported range'
    const digits = 'Attempting to store more than 38 significant digits in a Number'
    const refused: ReadonlyArray<readonly [string, string]> = [
      ['', 'The parameter cannot be converted to a numeric value'],
      ['dog', 'The parameter cannot be converted to a numeric value: dog'],
      [' 1', 'The parameter cannot be converted to a numeric value:  1'],
      ['1e', 'The parameter cannot be converted to a numeric value: 1e'],
      ['.', 'The parameter cannot be converted to a numeric value: .'],
      ['NaN', 'The parameter cannot be converted to a numeric value: NaN'],
      ['1e126', over],
      ['-11e125', over],
      ['1e99999999999999999999', over],
      ['1e-131', under],
      ['0.9e-130', under],
      ['123456789012345678901234567890123456789', digits],
      ['314159265358979323846.264338327950288419', digits],
    ]
    for (const [text, message] of refused) {
      assert.throws(() => normalizeNumber(text), { name: 'DynamoDbError', message }, text)
    }
  })

  it('have one text for each value', () => {
    fc.assert(
      fc.property(number, ({ text, units }) => {
        const plain = normalizeNumber(text)
        assert.match(plain, /^(?:0|-?(?:[1-9]\d*|0(?=\.))(?:\.\d*[1-9])?)$/)
        assert.equal(unitsOf(plain), units)
        assert.equal(normalizeNumber(plain), plain)
      }),
    )
  })

  it('are added, subtracted and compared exactly, or refused', () => {
    fc.assert(
      fc.property(number, number, (left, right) => {
        assert.equal(compareNumbers(left.text, right.text), order(left.units, right.units))
        for (const [operate, units] of [
          [addNumbers, left.units + right.units],
          [subtractNumbers, left.units - right.units],
        ] as const) {
          if (fits(units)) assert.equal(unitsOf(operate(left.text, right.text)), units)
          else assert.throws(() => operate(left.text, right.text), DynamoDbError)
        }
      }),
    )
    assert.equal(addNumbers('1', '10000000000000000000000'), '10000000000000000000001')
    assert.throws(() => addNumbers('1e50', '1'), { message: /^Number overflow/ })
    assert.throws(() => addNumbers('9.9e125', '9.9e125'), { message: /^Number overflow/ })
    assert.throws(() => subtractNumbers('1.1e-130', '1e-130'), { message: /^Number underflow/ })
  })

  it('have keys that order as they do', () => {
    fc.assert(
      fc.property(number, number, (left, right) => {
        const one = numberKeyBytes(left.text)
        const other = numberKeyBytes(right.text)
        assert.equal(compareBytes(one, other), order(left.units, right.units))
        assert.ok(
          left.units === right.units || compareBytes(one, other.subarray(0, one.length)) !== 0,
          'no key is the beginning of another',
        )
      }),
    )
  })

  it('read nothing else, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123.eE+- x') }), (text) => {
        try {
          normalizeNumber(text)
        } catch (error) {
          assert.ok(error instanceof DynamoDbError)
        }
      }),
    )
  })

  // dynamodb-conformance, src/item-size.ts: observed on AWS, 2026-08-18.
  it('cost what AWS counts', () => {
    const sizes: Readonly<Record<string, number>> = {
      '0': 1,
      '-0': 1,
      '1': 2,
      '12': 2,
      '123': 3,
      '1234': 3,
      '12345678901234567890123456789012345678': 20,
      '0042': 2,
      '100': 2,
      '1010': 3,
      '0.0000001': 2,
      '1E125': 2,
      '1E-100': 2,
      '1.5': 3,
      '15': 2,
      '1.234': 4,
      '3.14159': 5,
      '123456': 4,
      '100.5': 4,
      '0.15': 2,
      '-42': 3,
    }
    for (const [text, size] of Object.entries(sizes)) assert.equal(numberSize(text), size, text)
  })
})

function order(left: bigint, right: bigint): number {
  return left < right ? -1 : left > right ? 1 : 0
}

function fits(units: bigint): boolean {
  const digits = (units < 0n ? -units : units).toString()
  const exponent = digits.length - 1 + unitExponent
  return units === 0n || (digits.replace(/0+$/, '').length <= 38 && exponent <= 125 && exponent >= -130)
}
