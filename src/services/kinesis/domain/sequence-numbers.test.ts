import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { readSequenceNumber, writeSequenceNumber } from './sequence-numbers.ts'

const place = fc.record({
  epoch: fc.integer({ min: 1_262_304_000, max: 4_102_444_800 }),
  shardIndex: fc.nat(),
  place: fc.bigInt(0n, 2n ** 63n - 1n),
})

describe('sequence numbers', () => {
  it('have 56 digits and are read back', () => {
    fc.assert(
      fc.property(place, (where) => {
        const text = writeSequenceNumber(where)
        assert.match(text, /^\d{56}$/)
        assert.deepEqual(readSequenceNumber(text), { ...where })
      }),
    )
  })

  it('grow with the place in a shard, and from a shard to those that come after it', () => {
    fc.assert(
      fc.property(place, fc.bigInt(1n, 1_000n), fc.nat(), (where, more, shardIndex) => {
        const number = (other: typeof where) => BigInt(writeSequenceNumber(other))
        const later = { ...where, place: where.place / 2n + more }
        assert.ok(number({ ...where, place: where.place / 2n }) < number(later))
        assert.ok(number(where) < number({ epoch: where.epoch + 1, shardIndex, place: 0n }))
      }),
    )
  })

  it('are nothing else', () => {
    for (const text of ['', '0', '1', 'x', '9'.repeat(56), '9'.repeat(129), '4'.repeat(130)])
      assert.equal(readSequenceNumber(text), undefined)
    fc.assert(fc.property(fc.string(), (text) => readSequenceNumber(text) === undefined))
  })
})
