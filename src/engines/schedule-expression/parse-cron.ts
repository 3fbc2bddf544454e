/**
 * AWS's dialect of cron: six fields, Quartz's wildcards, and exactly one of the two fields of days must be `?`.
 * Source: EventBridge User Guide, "Cron and rate expressions reference".
 */
import { parseMonthDays, parseWeekdays } from './parse-days.ts'
import { type FieldRange, parseValues } from './parse-values.ts'
import type { CronSchedule } from './types.ts'

const minutes: FieldRange = { min: 0, max: 59 }
const hours: FieldRange = { min: 0, max: 23 }
const years: FieldRange = { min: 1970, max: 2199, straight: true }
const months: FieldRange = {
  min: 1,
  max: 12,
  names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
}

/** `yearMayLack`: five fields will do, and mean every year. */
export function parseCron(content: string, yearMayLack = false): CronSchedule | undefined {
  const fields = content.trim().toUpperCase().split(/\s+/)
  if (yearMayLack && fields.length === 5) fields.push('*')
  if (fields.length !== 6) return undefined
  const [minute = '', hour = '', monthDay = '', month = '', weekday = '', year = ''] = fields
  if ((monthDay === '?') === (weekday === '?')) return undefined
  const read = {
    minutes: parseValues(minute, minutes),
    hours: parseValues(hour, hours),
    days: monthDay === '?' ? parseWeekdays(weekday) : parseMonthDays(monthDay),
    months: parseValues(month, months),
    years: parseValues(year, years),
  }
  if (!read.minutes || !read.hours || !read.days || !read.months || !read.years) return undefined
  return {
    type: 'cron',
    minutes: ascending(read.minutes),
    hours: ascending(read.hours),
    days: read.days,
    months: ascending(read.months),
    years: ascending(read.years),
  }
}

function ascending(values: ReadonlySet<number>): number[] {
  return [...values].sort((left, right) => left - right)
}
