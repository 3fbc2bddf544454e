import { daysIn, weekdayOf } from './calendar.ts'
import type { DayRule } from './types.ts'

/** The days of a month that a rule means, ascending. */
export function daysOfMonth(rule: DayRule, year: number, month: number): number[] {
  const count = daysIn(year, month)
  const all = Array.from({ length: count }, (_, index) => index + 1)
  const onWeekday = (weekday: number) => all.filter((day) => weekdayOf(year, month, day) === weekday)
  switch (rule.type) {
    case 'every':
      return all
    case 'weekdays':
      return all.filter((day) => rule.weekdays.has(weekdayOf(year, month, day)))
    case 'last-weekday':
      return onWeekday(rule.weekday).slice(-1)
    case 'nth-weekday':
      return onWeekday(rule.weekday).slice(rule.nth - 1, rule.nth)
    case 'days': {
      const closest = [...rule.closestWeekdays]
        .filter((day) => day <= count)
        .map((day) => closestWeekday(year, month, day === 0 ? count : day, count))
      return all.filter((day) => rule.days.has(day) || rule.last.has(count - day) || closest.includes(day))
    }
  }
}

/** The day itself, or the Friday before, or the Monday after, but never one of another month. */
function closestWeekday(year: number, month: number, day: number, count: number): number {
  const weekday = weekdayOf(year, month, day)
  if (weekday === 7) return day === 1 ? day + 2 : day - 1
  if (weekday === 1) return day === count ? day - 2 : day + 1
  return day
}
