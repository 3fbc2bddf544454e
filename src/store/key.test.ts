import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  decodeKey,
  encodeKey,
  encodePrefix,
  justAfter,
  keyFromBytes,
  keyToBytes,
  prefixesOf,
  prefixRange,
} from './key.ts'
import { keyBytesMax } from './limits.ts'
import { StoreArgumentError } from './store-argument-error.ts'
import type { Key, KeyPart } from './types.ts'

const wholeAndFraction = fc.oneof(
  fc.double({ noNaN: true }),
  fc.integer(),
  fc.constantFrom(0, -0, 2 ** 53, 2 ** 53 + 2, -(2 ** 53), 5e-324, Number.MAX_VALUE, Infinity, -Infinity),
)
const bigints = fc.oneof(
  fc.bigInt({ min: -(2n ** 1100n), max: 2n ** 1100n }),
  fc.integer().map(BigInt),
  fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 3n }),
  fc.bigInt({ min: 2n ** 1024n - 3n, max: 2n ** 1024n + 3n }),
  fc.bigInt({ min: -(2n ** 1024n) - 3n, max: -(2n ** 1024n) + 3n }),
)
const texts = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary-ascii' }),
  fc.string({ unit: fc.constantFrom('\0', '\x01', 'a', '\u00ff', '\ue000', '\uffff', '\u{10000}') }),
)
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 12 }),
  fc.array(fc.constantFrom(0, 1, 254, 255), { maxLength: 6 }).map((values) => Uint8Array.from(values)),
)
const part: fc.Arbitrary<KeyPart> = fc.oneof(bytes, texts, wholeAndFraction, bigints, fc.boolean())
const key: fc.Arbitrary<Key> = fc.array(part, { minLength: 1, maxLength: 4 })

/** The order that types.ts states, written without any encoding. */
function compareParts(left: KeyPart, right: KeyPart): number {
  const kinds = kind(left) - kind(right)
  if (kinds !== 0) return kinds
  if (left instanceof Uint8Array && right instanceof Uint8Array) return Buffer.compare(left, right)
  if (typeof left === 'string' && typeof right === 'string') {
    return Buffer.compare(Buffer.from(left), Buffer.from(right))
  }
  if (left < right) return -1
  if (left > right) return 1
  return Number(typeof left === 'bigint') - Number(typeof right === 'bigint')
}

function kind(value: KeyPart): number {
  if (value instanceof Uint8Array) return 0
  if (typeof value === 'string') return 1
  if (typeof value === 'boolean') return value ? 4 : 3
  return 2
}

function compareKeys(left: Key, right: Key): number {
  for (const [index, value] of left.entries()) {
    const other = right[index]
    if (other === undefined) return 1
    const order = compareParts(value, other)
    if (order !== 0) return order
  }
  return left.length - right.length
}

describe('key encoding', () => {
  it('orders as keys do', () => {
    fc.assert(
      fc.property(key, key, (left, right) => {
        const bytesOrder = Buffer.compare(keyToBytes(encodeKey(left)), keyToBytes(encodeKey(right)))
        assert.equal(bytesOrder, Math.sign(compareKeys(left, right)))
      }),
      { numRuns: 3000 },
    )
  })

  it('orders numbers and bigints by value', () => {
    const numeric = fc.oneof(wholeAndFraction, bigints)
    fc.assert(
      fc.property(numeric, numeric, (left, right) => {
        const order =
          encodeKey([left]) < encodeKey([right]) ? -1 : encodeKey([left]) > encodeKey([right]) ? 1 : 0
        assert.equal(order, Math.sign(compareParts(left, right)))
      }),
      { numRuns: 3000 },
    )
  })

  it('comes back as what went in', () => {
    fc.assert(
      fc.property(key, (value) => {
        const expected = value.map((each) => (Object.is(each, -0) ? 0 : each))
        const back = decodeKey(keyFromBytes(keyToBytes(encodeKey(value))))
        assert.deepEqual(back, expected)
      }),
      { numRuns: 2000 },
    )
  })

  it('holds a key in the ranges of its own prefixes and of no other', () => {
    fc.assert(
      fc.property(key, key, (value, other) => {
        const encoded = encodeKey(value)
        const prefixes = prefixesOf(encoded)
        assert.deepEqual(
          prefixes,
          Array.from({ length: value.length + 1 }, (_, count) => encodePrefix(value.slice(0, count))),
        )
        const range = prefixRange(encodeKey(other))
        const inside = encoded >= range.low && encoded < range.high
        assert.equal(inside, prefixes.includes(encodeKey(other)))
      }),
    )
  })

  it('puts nothing between a key and what is just after it', () => {
    fc.assert(
      fc.property(key, key, (left, right) => {
        const [a, b] = [encodeKey(left), encodeKey(right)]
        assert.equal(b >= justAfter(a), b > a)
      }),
    )
  })

  it('keeps 1 and 1n apart, side by side', () => {
    const order = [encodeKey([0.5]), encodeKey([1]), encodeKey([1n]), encodeKey([1.5])]
    assert.deepEqual(order.toSorted(), order)
    assert.equal(new Set(order).size, 4)
  })

  it('takes -0 for 0', () => {
    assert.equal(encodeKey([-0]), encodeKey([0]))
  })

  const refused: Array<[string, unknown]> = [
    ['no parts', []],
    ['NaN', [Number.NaN]],
    ['half a surrogate pair', ['\ud800']],
    ['undefined', [undefined]],
    ['null', [null]],
    ['an object', [{}]],
    ['a long text', ['x'.repeat(keyBytesMax)]],
    ['a text whose UTF-8 is long', ['ü'.repeat(keyBytesMax / 2)]],
    ['many zero bytes', [new Uint8Array(keyBytesMax / 2)]],
    ['a huge bigint', [2n ** 20_000n]],
    ['a huge negative bigint', [-(2n ** 20_000n)]],
    ['many parts', Array.from({ length: 300 }, () => 1)],
  ]
  for (const [name, value] of refused) {
    it(`refuses ${name}`, () => {
      assert.throws(() => encodeKey(value as Key), StoreArgumentError)
    })
  }

  it('takes a key of exactly the limit', () => {
    assert.equal(encodeKey(['x'.repeat(keyBytesMax - 2)]).length, keyBytesMax)
  })
})
