import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkValue } from './values.ts'

describe('values', () => {
  for (const value of ['x', ' ', '{{', '}}{{', '{ }', '{{ open']) {
    it(`may be '${value}'`, () => checkValue(value))
  }

  for (const value of ['', '{{}}', 'a {{ssm:b}} c', '{{\n}}']) {
    it(`may not be '${value}'`, () => assert.throws(() => checkValue(value), { code: 'ValidationException' }))
  }
})
