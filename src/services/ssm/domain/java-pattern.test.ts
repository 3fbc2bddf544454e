import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compileJavaPattern } from './java-pattern.ts'

describe('patterns of Java', () => {
  const cases: ReadonlyArray<readonly [string, readonly string[], readonly string[]]> = [
    ['\\d{1,4}', ['1', '1234'], ['12345', 'a1', '']],
    ['(?i)abc', ['ABC'], ['ab']],
    ['\\A[a-z]+\\z', ['ab'], ['ab\n']],
    ['\\p{Upper}\\p{Alnum}+', ['Ab1'], ['ab1', 'A_']],
    ['[\\p{Alpha}_]+', ['a_B'], ['a1', ']']],
    ['[^\\p{Punct}]+', ['a b'], ['a-b']],
    ['\\P{Digit}+', ['ab'], ['a1']],
    ['\\p{L}+', ['äß'], ['a1']],
    ['[[a-z]&&[^aeiou]]+', ['xyz'], ['xay']],
    ['[\\-\\_\\@]+', ['-_@'], ['a']],
    ['(?=.*[A-Z])(?=.*\\d).{8,}', ['Passw0rd'], ['password']],
    ['\\\\\\[', ['\\['], ['\\']],
    ['a\\h+b', ['a \tb'], ['ab']],
    ['a|b', ['a', 'b'], ['ab']],
  ]
  for (const [pattern, matching, other] of cases) {
    it(`mean the same: ${pattern}`, () => {
      const expression = compileJavaPattern(pattern)
      assert.ok(expression)
      for (const text of matching) assert.ok(expression.test(text), text)
      for (const text of other) assert.ok(!expression.test(text), text)
    })
  }

  for (const pattern of ['(', '[a', 'a++', '(?<a', '\\p{Nothing}', '[a-z&&[^aeiou]]']) {
    it(`are not: ${pattern}`, () => assert.equal(compileJavaPattern(pattern), undefined))
  }
})
