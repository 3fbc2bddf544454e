import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { SeededRandom } from '../../../base/seeded-random.ts'
import { makePassword } from './passwords.ts'

describe('random passwords', () => {
  it('have their length, every type that is asked for, and nothing excluded', () => {
    const rules = fc.record({
      length: fc.integer({ min: 5, max: 200 }),
      excluded: fc.string({ maxLength: 10 }),
      lowercase: fc.constant(true),
      uppercase: fc.boolean(),
      numbers: fc.boolean(),
      punctuation: fc.boolean(),
      space: fc.boolean(),
      eachType: fc.constant(true),
    })
    fc.assert(
      fc.property(rules, fc.nat(), (given, seed) => {
        const password = makePassword(new SeededRandom(seed), given)
        assert.equal(password.length, given.length)
        assert.ok([...given.excluded].every((character) => !password.includes(character)))
        for (const [wanted, type, all] of [
          [given.lowercase, /[a-z]/, 'abcdefghijklmnopqrstuvwxyz'],
          [given.uppercase, /[A-Z]/, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
          [given.numbers, /\d/, '0123456789'],
        ] as const) {
          const possible = [...all].some((character) => !given.excluded.includes(character))
          assert.equal(type.test(password), wanted && possible)
        }
      }),
    )
  })

  it('are refused when nothing is left of them', () => {
    const none = {
      excluded: '',
      lowercase: false,
      uppercase: false,
      numbers: false,
      punctuation: false,
      space: false,
    }
    const random = new SeededRandom(1)
    assert.throws(() => makePassword(random, { ...none, length: 9, eachType: true }))
    assert.throws(() =>
      makePassword(random, { ...none, lowercase: true, numbers: true, length: 1, eachType: true }),
    )
  })
})
