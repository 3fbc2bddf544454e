import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parseInstant } from './instant.ts'

describe('instants of policies', () => {
  it('agree with what JavaScript writes', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('2999-12-31'), noInvalidDate: true }), (date) => {
        assert.equal(parseInstant(date.toISOString()), date.getTime())
      }),
    )
  })

  it('may have offsets, with seconds too', () => {
    assert.equal(parseInstant('2019-11-01T22:13:48.87+10:30:00'), Date.parse('2019-11-01T22:13:48.870+10:30'))
    assert.equal(parseInstant('2019-11-01T22:13-01:00'), Date.parse('2019-11-01T22:13:00-01:00'))
  })

  it('know leap years', () => {
    assert.equal(parseInstant('2024-02-29T00:00:00Z'), Date.UTC(2024, 1, 29))
    assert.equal(parseInstant('2100-02-29T00:00:00Z'), undefined)
  })

  for (const text of [
    'tomorrow',
    '2024-01-01',
    '2024-13-01T00:00:00Z',
    '2024-01-01T24:00:00Z',
    '2024-01-01T00:00:00',
  ]) {
    it(`are not ${text}`, () => assert.equal(parseInstant(text), undefined))
  }
})
