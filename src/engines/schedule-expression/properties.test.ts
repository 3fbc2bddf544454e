import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { nextInstant, parseScheduleExpression } from './index.ts'
import { localTime } from './zones.ts'

const minuteMs = 60_000
const item = (min: number, max: number) => {
  const value = fc.integer({ min, max })
  return fc.oneof(
    value.map(String),
    fc.tuple(value, value).map(([from, to]) => `${from}-${to}`),
    fc.tuple(value, fc.integer({ min: 1, max: max - min })).map(([from, step]) => `${from}/${step}`),
    fc.constant('*'),
  )
}
const list = (min: number, max: number) =>
  fc.array(item(min, max), { minLength: 1, maxLength: 2 }).map((items) => items.join(','))
const days = fc.oneof(
  list(1, 31).map((text) => [text, '?'] as const),
  fc.constantFrom('L', '15W', '1W', '31W', 'LW', '5,L').map((text) => [text, '?'] as const),
  list(1, 7).map((text) => ['?', text] as const),
  fc.constantFrom('2#1', 'FRI#5', '6L', 'L', 'MON-WED').map((text) => ['?', text] as const),
)

/** Whether a value is in a field: the words of the guide, taken literally. */
function holds(
  text: string,
  value: number,
  min: number,
  max: number,
  names: readonly string[] = [],
): boolean {
  return text.split(',').some((part) => {
    const [body = '', step] = part.split('/')
    const number = (word: string) => (names.includes(word) ? names.indexOf(word) + min : Number(word))
    const [from, to] =
      body === '*'
        ? [min, max]
        : body.includes('-')
          ? body.split('-').map(number)
          : [number(body), step ? max : number(body)]
    for (let at = from ?? 0, gone = 0; ; at = at === max ? min : at + 1, gone += 1) {
      if (at === value && gone % Number(step ?? 1) === 0) return true
      if (at === to) return false
    }
  })
}

const names = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

function holdsDay(monthDay: string, weekday: string, date: Date): boolean {
  const day = date.getUTCDate()
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  const dow = date.getUTCDay() + 1
  const dowOf = (other: number) =>
    new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), other)).getUTCDay() + 1
  if (weekday !== '?') {
    if (weekday === 'L') return dow === 7
    const [, name = '', mark = ''] = /^(\d|[A-Z]{3})(#\d|L)$/.exec(weekday) ?? []
    if (mark === '') return holds(weekday, dow, 1, 7, names)
    const wanted = names.includes(name) ? names.indexOf(name) + 1 : Number(name)
    if (wanted !== dow) return false
    return mark === 'L' ? day + 7 > last : Math.ceil(day / 7) === Number(mark.slice(1))
  }
  return monthDay.split(',').some((part) => {
    if (part === 'L') return day === last
    if (!part.endsWith('W')) return holds(part, day, 1, 31)
    const target = part === 'LW' ? last : Number(part.slice(0, -1))
    if (target > last || dow === 1 || dow === 7) return false
    const weekdays = Array.from({ length: last }, (_, index) => index + 1).filter(
      (other) => dowOf(other) !== 1 && dowOf(other) !== 7,
    )
    const nearest = Math.min(...weekdays.map((other) => Math.abs(other - target)))
    return Math.abs(day - target) === nearest
  })
}

describe('schedules', () => {
  it('come when their description says, and not before', () => {
    fc.assert(
      fc.property(
        list(0, 59),
        list(0, 23),
        days,
        list(1, 12),
        fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) }),
        (minutes, hours, [monthDay, weekday], months, after) => {
          const text = `cron(${minutes} ${hours} ${monthDay} ${months} ${weekday} *)`
          const schedule = parseScheduleExpression(text)
          assert.ok(schedule, text)
          const next = nextInstant(schedule, after)
          const matches = (instant: number) => {
            const date = new Date(instant)
            return (
              holds(minutes, date.getUTCMinutes(), 0, 59) &&
              holds(hours, date.getUTCHours(), 0, 23) &&
              holds(months, date.getUTCMonth() + 1, 1, 12) &&
              holdsDay(monthDay, weekday, date)
            )
          }
          if (next !== undefined) assert.ok(next > after && matches(next), text)
          const end = Math.min(next ?? Number.POSITIVE_INFINITY, after + 2_000 * minuteMs)
          for (let at = (Math.floor(after / minuteMs) + 1) * minuteMs; at < end; at += minuteMs)
            assert.ok(!matches(at), `${text} at ${new Date(at).toISOString()}`)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('follow clocks of every zone, each time once', () => {
    const zone = fc.constantFrom(
      'Europe/London',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'Africa/Casablanca',
      'America/Sao_Paulo',
    )
    fc.assert(
      fc.property(zone, fc.integer({ min: Date.UTC(2010, 0), max: Date.UTC(2030, 0) }), (timeZone, start) => {
        const schedule = parseScheduleExpression('cron(0/15 * * * ? *)')
        assert.ok(schedule)
        const shown = new Set<string>()
        let after = start
        for (let count = 0; count < 40; count++) {
          const next = nextInstant(schedule, after, { timeZone })
          assert.ok(next !== undefined && next > after && next - after <= 2 * 3_600_000)
          const time = localTime(next, timeZone)
          assert.equal(time.minute % 15, 0)
          const text = JSON.stringify(time)
          assert.ok(!shown.has(text), text)
          shown.add(text)
          after = next
        }
      }),
      { numRuns: 100 },
    )
  })

  it('are schedules or none, whatever the text', () => {
    const piece = fc.constantFrom(...'0159*?LW#/-, ()', 'cron(', 'MON', 'JAN', 'rate(', 'at(', ' minutes')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const schedule = parseScheduleExpression(pieces.join(''))
        if (schedule) nextInstant(schedule, 0)
      }),
      { numRuns: 2_000 },
    )
  })
})
