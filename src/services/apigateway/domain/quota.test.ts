import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { dayOf, quotaPeriod } from './quota.ts'

describe('the period of a quota', () => {
  const at = Date.UTC(2026, 10, 27, 23, 59, 59)

  it('is the day, the week from Sunday or the month of an instant', () => {
    assert.equal(dayOf(at), '2026-11-27')
    assert.deepEqual(quotaPeriod({ period: 'DAY' }, at), { first: '2026-11-27', last: '2026-11-27' })
    assert.deepEqual(quotaPeriod({ period: 'WEEK' }, at), { first: '2026-11-22', last: '2026-11-28' })
    assert.deepEqual(quotaPeriod({ period: 'MONTH' }, at), { first: '2026-11-01', last: '2026-11-30' })
    assert.deepEqual(quotaPeriod({ period: 'MONTH' }, Date.UTC(2026, 11, 31)), {
      first: '2026-12-01',
      last: '2026-12-31',
    })
  })

  it('begins later where the plan says so', () => {
    const later = (period: 'WEEK' | 'MONTH', offset: number, day: number) =>
      quotaPeriod({ period, offset }, Date.UTC(2026, 10, day))
    assert.deepEqual(later('WEEK', 1, 29), { first: '2026-11-23', last: '2026-11-29' })
    assert.deepEqual(later('WEEK', 1, 30), { first: '2026-11-30', last: '2026-12-06' })
    assert.deepEqual(later('MONTH', 27, 27), { first: '2026-10-28', last: '2026-11-27' })
    assert.deepEqual(later('MONTH', 27, 28), { first: '2026-11-28', last: '2026-12-27' })
  })
})
