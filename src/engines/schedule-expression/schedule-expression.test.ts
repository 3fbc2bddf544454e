import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isTimeZone, nextInstant, parseScheduleExpression } from './index.ts'

function instants(text: string, from: string, count: number, timeZone = 'UTC'): string[] {
  const schedule = parseScheduleExpression(text)
  assert.ok(schedule, text)
  const found: string[] = []
  let after = Date.parse(from)
  while (found.length < count) {
    const next = nextInstant(schedule, after, { timeZone, start: Date.parse(from) })
    if (next === undefined) break
    found.push(new Date(next).toISOString().slice(0, 16))
    after = next
  }
  return found
}

/** EventBridge User Guide, "Cron and rate expressions reference". */
describe('schedule expressions', () => {
  it('that AWS takes', () => {
    // What AWS took for PutRule, as a public project recorded it.
    for (const text of [
      'cron(0 2 ? * SAT *)',
      'cron(5,35 14 * * ? *)',
      'cron(15 10 ? * 6L 2002-2005)',
      'cron(0 2 ? * SAT#3 *)',
      'cron(* * ? * SAT#3 *)',
      'cron(0/5 5 ? JAN 1-5 2022)',
      'cron(0/30 20-23 ? * MON-FRI *)',
      'cron(0/30 20-2 ? * MON-FRI *)',
      'cron(0 9 3W * ? *)',
      'cron(0 9 L * ? *)',
      'cron(0 9 ? * L *)',
      'rate(1 minute)',
      'rate(5 minutes)',
      'rate(1 day)',
      'at(2022-11-20T13:00:00)',
    ])
      assert.ok(parseScheduleExpression(text), text)
  })

  it('that AWS refuses', () => {
    for (const text of [
      'cron(0 1 * * * *)',
      'cron(0 1 ? * ? *)',
      'cron(0 1 1 * MON *)',
      'cron(7 20 * * NOT *)',
      'cron(INVALID)',
      'cron(0 dummy ? * MON-FRI *)',
      'cron(71 8 1 * ? *)',
      'cron(0 8 32 * ? *)',
      'cron(0 8 1 13 ? *)',
      'cron(0 8 1 * ? 1969)',
      'cron(0 8 ? * 3#1,6#3 *)',
      'cron(0 8 ? * 3#6 *)',
      'cron(0 8 ? * 0 *)',
      'cron(0/0 8 1 * ? *)',
      'cron(0 8 1 * ?)',
      'cron(0 8 - * ? *)',
      'cron(0 8 1- * ? *)',
      'rate(10 seconds)',
      'rate(10 years)',
      'rate(1 minutes)',
      'rate(1 hours)',
      'rate(1 days)',
      'rate(10 minute)',
      'rate(10 hour)',
      'rate(10 day)',
      'rate()',
      'rate(10)',
      'rate(10 minutess)',
      'rate(foo minutes)',
      'rate(0 minutes)',
      'rate(-10 minutes)',
      'rate(10 MINUTES)',
      'rate( 10 minutes )',
      ' rate(10 minutes)',
      'at(2022-13-20T13:00:00)',
      'at(2022-02-30T13:00:00)',
      'at(2022-11-20T13:00)',
      'at(2022-11-20)',
      '0 8 1 * ? *',
      '',
    ])
      assert.equal(parseScheduleExpression(text), undefined, text)
  })

  // As AWS was measured by a public project on 7 September 2026.
  it('of Scheduler mind neither the plural of a unit nor capitals, and need no year', () => {
    for (const text of ['rate(1 minutes)', 'rate(5 minute)', 'AT(2030-01-01T00:00:00)', 'cron(0 8 1 * ?)'])
      assert.ok(parseScheduleExpression(text, 'scheduler'), text)
    assert.equal(parseScheduleExpression('rate(0 minutes)', 'scheduler'), undefined)
  })

  it('know minutes, hours, days and years', () => {
    const from = '2026-01-01T00:00:00Z'
    assert.deepEqual(instants('cron(5,35 14 * * ? *)', from, 3), [
      '2026-01-01T14:05',
      '2026-01-01T14:35',
      '2026-01-02T14:05',
    ])
    assert.deepEqual(instants('cron(0/30 20-2 ? * FRI *)', from, 5), [
      '2026-01-02T00:00',
      '2026-01-02T00:30',
      '2026-01-02T01:00',
      '2026-01-02T01:30',
      '2026-01-02T02:00',
    ])
    assert.deepEqual(instants('cron(15 10 ? * 6L 2026-2027)', '2027-11-01T00:00:00Z', 5), [
      '2027-11-26T10:15',
      '2027-12-31T10:15',
    ])
    assert.deepEqual(instants('cron(0 0 29 2 ? *)', from, 2), ['2028-02-29T00:00', '2032-02-29T00:00'])
    assert.deepEqual(instants('cron(0 0 30 2 ? *)', from, 1), [])
    assert.deepEqual(instants('cron(0 12 * * ? 2026/4)', '2026-12-31T12:00:00Z', 1), ['2030-01-01T12:00'])
  })

  it('know last days, weekdays and the third Saturday', () => {
    const from = '2026-01-01T00:00:00Z'
    assert.deepEqual(instants('cron(0 9 L * ? *)', from, 2), ['2026-01-31T09:00', '2026-02-28T09:00'])
    // The third is a Saturday: the Friday before. The first is a Sunday: the Monday after.
    assert.deepEqual(instants('cron(0 9 3W 1 ? 2026)', from, 1), ['2026-01-02T09:00'])
    assert.deepEqual(instants('cron(0 9 1W 2 ? 2026)', from, 1), ['2026-02-02T09:00'])
    // Never one of another month.
    assert.deepEqual(instants('cron(0 9 1W 8 ? 2026)', from, 1), ['2026-08-03T09:00'])
    assert.deepEqual(instants('cron(0 9 31W 5 ? 2026)', from, 1), ['2026-05-29T09:00'])
    assert.deepEqual(instants('cron(0 9 LW 2 ? 2026)', from, 1), ['2026-02-27T09:00'])
    assert.deepEqual(instants('cron(0 2 ? * SAT#3 *)', from, 2), ['2026-01-17T02:00', '2026-02-21T02:00'])
    assert.deepEqual(instants('cron(0 2 ? * 2#5 *)', from, 2), ['2026-03-30T02:00', '2026-06-29T02:00'])
    assert.deepEqual(instants('cron(0 2 ? * L *)', from, 1), ['2026-01-03T02:00'])
  })

  it('count rates from their start', () => {
    assert.deepEqual(instants('rate(90 minutes)', '2026-01-01T00:10:00Z', 2), [
      '2026-01-01T01:40',
      '2026-01-01T03:10',
    ])
    const rate = parseScheduleExpression('rate(1 day)')
    assert.ok(rate)
    assert.equal(nextInstant(rate, 5, { start: 100 }), 100)
    assert.equal(nextInstant(rate, 100, { start: 100 }), 86_400_100)
  })

  it('happen once', () => {
    assert.deepEqual(instants('at(2026-06-01T09:00:00)', '2026-01-01T00:00:00Z', 2, 'Europe/Berlin'), [
      '2026-06-01T07:00',
    ])
  })

  // Scheduler User Guide, "Daylight savings time": what falls into the gap is skipped, what comes twice happens once.
  it('follow the clocks of their time zone', () => {
    const daily = 'cron(30 2 * * ? *)'
    assert.deepEqual(instants(daily, '2026-03-07T00:00:00Z', 3, 'America/New_York'), [
      '2026-03-07T07:30',
      '2026-03-09T06:30',
      '2026-03-10T06:30',
    ])
    assert.deepEqual(instants('cron(30 1 * * ? *)', '2026-10-31T12:00:00Z', 2, 'America/New_York'), [
      '2026-11-01T05:30',
      '2026-11-02T06:30',
    ])
    assert.deepEqual(instants('cron(0 8 * * ? *)', '2026-03-28T12:00:00Z', 1, 'Europe/Berlin'), [
      '2026-03-29T06:00',
    ])
    assert.deepEqual(instants('at(2026-03-08T02:30:00)', '2026-01-01T00:00:00Z', 1, 'America/New_York'), [
      '2026-03-08T07:30',
    ])
    // A day that a whole country skipped.
    assert.deepEqual(instants('cron(0 0 30 12 ? 2011)', '2011-01-01T00:00:00Z', 1, 'Pacific/Apia'), [])
  })

  it('know time zones by their names', () => {
    for (const name of ['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires']) assert.ok(isTimeZone(name))
    for (const name of ['', 'Mars/Olympus', '+01:00', 'Europe']) assert.ok(!isTimeZone(name), name)
  })
})
