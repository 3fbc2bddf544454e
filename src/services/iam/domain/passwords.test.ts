import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type PasswordPolicy, passwordProblem } from './passwords.ts'

const lax: PasswordPolicy = {
  minimumLength: 6,
  requireSymbols: false,
  requireNumbers: false,
  requireUppercase: false,
  requireLowercase: false,
  allowUsersToChange: true,
}

describe('passwordProblem', () => {
  it('holds passwords against the default rules: eight characters, three kinds', () => {
    assert.match(passwordProblem('Ab1', undefined) ?? '', /minimum length of 8/)
    assert.match(passwordProblem('abcdefgh1', undefined) ?? '', /three of/)
    assert.equal(passwordProblem('Abcdefgh1', undefined), undefined)
    assert.equal(passwordProblem('abcdefg-1', undefined), undefined)
  })

  it("holds passwords against the account's rules instead", () => {
    assert.equal(passwordProblem('aaaaaa', lax), undefined)
    assert.match(passwordProblem('aaaaa', lax) ?? '', /minimum length of 6/)
    assert.match(passwordProblem('aaaaaa', { ...lax, requireUppercase: true }) ?? '', /one uppercase letter/)
    assert.match(passwordProblem('aaaaaa', { ...lax, requireSymbols: true }) ?? '', /one symbol/)
    assert.equal(passwordProblem('aA1_aa', { ...lax, requireSymbols: true, requireNumbers: true }), undefined)
  })
})
