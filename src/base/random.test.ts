import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { randomBelow, randomFraction, randomHex, randomText, randomUuid } from './random.ts'
import { SeededRandom } from './seeded-random.ts'
import { systemRandom } from './system-random.ts'

for (const [name, source] of [
  ['system', systemRandom],
  ['seeded', new SeededRandom(7)],
] as const) {
  describe(`random values from the ${name} source`, () => {
    it('makes UUIDs of version 4', () => {
      for (let round = 0; round < 300; round++) {
        assert.match(
          randomUuid(source),
          /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        )
      }
    })

    it('stays within its limits and reaches both ends', () => {
      const seen = new Set<number>()
      for (let round = 0; round < 500; round++) seen.add(randomBelow(source, 5))
      assert.deepEqual([...seen].sort(), [0, 1, 2, 3, 4])
    })

    it('gives fractions from 0 to below 1 that spread', () => {
      let sum = 0
      for (let round = 0; round < 2000; round++) {
        const fraction = randomFraction(source)
        assert.ok(fraction >= 0 && fraction < 1)
        sum += fraction
      }
      assert.ok(sum / 2000 > 0.4 && sum / 2000 < 0.6)
    })

    it('makes texts of the length and letters asked for', () => {
      assert.match(randomText(source, 'AB', 40), /^[AB]{40}$/)
      assert.match(randomHex(source, 3), /^[0-9a-f]{6}$/)
      assert.equal(source.bytes(10_000).length, 10_000)
    })
  })
}

describe('SeededRandom', () => {
  it('repeats itself for one seed and not for another', () => {
    assert.deepEqual(new SeededRandom(1).bytes(64), new SeededRandom(1).bytes(64))
    assert.notDeepEqual(new SeededRandom(1).bytes(64), new SeededRandom(2).bytes(64))
  })
})
