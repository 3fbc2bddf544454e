import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkAllowedPattern } from './allowed-pattern.ts'

describe('allowed patterns', () => {
  it('match the whole value', () => {
    checkAllowedPattern('\\d{1,4}', ['100'])
    assert.throws(() => checkAllowedPattern('\\d{1,4}', ['10,000']), {
      code: 'ParameterPatternMismatchException',
      message: 'Parameter value, cannot be validated against allowedPattern: \\d{1,4}',
    })
  })

  it('hold for each item', () => {
    checkAllowedPattern('[a-z]+', ['a', 'bc'])
    assert.throws(() => checkAllowedPattern('[a-z]+', ['a', '1']), {
      code: 'ParameterPatternMismatchException',
    })
  })

  it('may be empty', () => checkAllowedPattern('', ['anything']))

  it('that are none are refused', () => {
    assert.throws(() => checkAllowedPattern('(', ['x']), { code: 'InvalidAllowedPatternException' })
  })

  it('cannot keep the server busy', () => {
    // Without a stop it would not end in this century.
    assert.throws(() => checkAllowedPattern('(a+)+$', [`${'a'.repeat(40)}!`]), {
      code: 'ParameterPatternMismatchException',
    })
  })
})
