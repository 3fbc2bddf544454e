import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { dayOf, quotaPeriod } from './quota.ts'

describe('the period of a quota', () => {
  const at = Date.UTC(2026, 10, 27, 23, 59, 59)

  it('is the day, the week from Sunday or the month of an instant', () => {
    assert.equal(dayOf(at), '2026-11-27')
    assert.deepEqual(quotaPeriod('DAY', at), { first: '2026-11-27', last: '2026-11-27' })
    assert.deepEqual(quotaPeriod('WEEK', at), { first: '2026-11-22', last: '2026-11-28' })
    assert.deepEqual(quotaPeriod('MONTH', at), { first: '2026-11-01', last: '2026-11-30' })
    assert.deepEqual(quotaPeriod('MONTH', Date.UTC(2026, 11, 31)), {
      first: '2026-12-01',
      last: '2026-12-31',
    })
  })
})
