import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { generatePassword, type PasswordPolicy, passwordFault, symbols } from './password-policy.ts'

const policies: fc.Arbitrary<PasswordPolicy> = fc.record({
  MinimumLength: fc.integer({ min: 6, max: 99 }),
  RequireUppercase: fc.boolean(),
  RequireLowercase: fc.boolean(),
  RequireNumbers: fc.boolean(),
  RequireSymbols: fc.boolean(),
})

describe('password policies', () => {
  it('are met by the passwords that are made for them', () => {
    fc.assert(
      fc.property(
        policies,
        fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
        (policy, chance) => {
          const made = generatePassword(policy, (limit) => Math.floor(Number(chance.next().value) * limit))
          assert.equal(passwordFault(made, policy), undefined, made)
          assert.match(made, /^\S+$/)
        },
      ),
    )
  })

  it('a stricter policy refuses all that a laxer one refuses', () => {
    fc.assert(
      fc.property(policies, fc.string({ maxLength: 30 }), (policy, text) => {
        const strict = {
          MinimumLength: policy.MinimumLength,
          RequireUppercase: true,
          RequireLowercase: true,
          RequireNumbers: true,
          RequireSymbols: true,
        }
        if (passwordFault(text, policy) !== undefined) assert.notEqual(passwordFault(text, strict), undefined)
      }),
    )
  })

  it('count each symbol of the list, and a space within', () => {
    const policy = { MinimumLength: 6, RequireSymbols: true }
    for (const symbol of symbols) assert.equal(passwordFault(`abc${symbol}def`, policy), undefined, symbol)
    assert.equal(passwordFault('abc def', policy), undefined)
    for (const text of [' abcdef', 'abcdef ', 'abcdef'])
      assert.equal(passwordFault(text, policy), 'Password must have symbol characters')
    assert.equal(passwordFault('😀😀😀', policy), 'Password not long enough')
  })
})
