import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { readDate } from './dates.ts'

describe('readDate', () => {
  it('reads every instant as JavaScript writes it', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') }), (date) => {
        assert.equal(readDate(date.toISOString()), date.getTime())
      }),
    )
  })

  it('is as lenient as AWS', () => {
    for (const text of [
      '01T',
      '2016-12-13t2:00:00.593194+23',
      '-292275054',
      '2026',
      '2026-07',
      '1700000000',
    ]) {
      assert.notEqual(readDate(text), undefined, text)
    }
  })

  it('is as strict as AWS', () => {
    const refused = [
      'soon',
      '234-13',
      '2026-01-32',
      '2016-12-13t2:00:00.593194+1',
      '2016-12-13t2:00:00.1999999999+10:59',
      '2026-01-01T24:00',
      '9223372036854775808',
      '',
    ]
    for (const text of refused) assert.equal(readDate(text), undefined, text)
  })
})
