import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SeededRandom } from '../../base/seeded-random.ts'
import { generator, modularPower, modulus } from './modular-power.ts'
import { isClientNumber, isPassword, makeVerifier } from './srp.ts'

describe('secure remote passwords', () => {
  it('powers are those of plain arithmetic', () => {
    assert.equal(modularPower(generator, 10n), 1024n)
    assert.equal(modularPower(3n, 5n), 243n)
    assert.equal(modularPower(generator, 3072n), 2n ** 3072n % modulus)
    for (const [base, exponent] of [
      [0n, 5n],
      [1n, 5n],
      [modulus - 1n, 5n],
      [modulus, 5n],
      [2n, 0n],
    ] as const)
      assert.equal(modularPower(base, exponent), undefined)
  })

  it('a verifier knows its password, its user and its pool', () => {
    const random = new SeededRandom(1)
    const kept = makeVerifier(random, 'pool', 'ann', 'Passw0rd!')
    assert.ok(isPassword(kept, 'pool', 'ann', 'Passw0rd!'))
    for (const [pool, user, words] of [
      ['pool', 'ann', 'passw0rd!'],
      ['pool', 'bob', 'Passw0rd!'],
      ['other', 'ann', 'Passw0rd!'],
    ] as const)
      assert.equal(isPassword(kept, pool, user, words), false)
    assert.notEqual(makeVerifier(random, 'pool', 'ann', 'Passw0rd!').verifier, kept.verifier)
  })

  it('numbers that say nothing of a secret begin no exchange', () => {
    for (const text of [
      '0',
      '00',
      modulus.toString(16),
      (modulus * 2n).toString(16),
      '',
      'xyz',
      'f'.repeat(2_000),
    ])
      assert.equal(isClientNumber(text), false, text.slice(0, 20))
    assert.equal(isClientNumber('2'), true)
  })
})
