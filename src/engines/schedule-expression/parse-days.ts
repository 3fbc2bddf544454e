import { type FieldRange, parseValues } from './parse-values.ts'
import type { DayRule } from './types.ts'

const monthDays: FieldRange = { min: 1, max: 31 }
const weekdays: FieldRange = { min: 1, max: 7, names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] }

/** The field of days by number. `LW` and `L-3` are Quartz's; UNVERIFIED: that AWS takes them too. */
export function parseMonthDays(text: string): DayRule | undefined {
  if (text === '*') return { type: 'every' }
  const last = new Set<number>()
  const closestWeekdays = new Set<number>()
  const others: string[] = []
  for (const item of text.split(',')) {
    const [, back] = /^L(?:-(\d{1,2}))?$/.exec(item) ?? []
    const [, near] = /^(\d{1,2}|L)W$/.exec(item) ?? []
    if (item.startsWith('L') && near === undefined) {
      if (item !== 'L' && (back === undefined || Number(back) > 30)) return undefined
      last.add(Number(back ?? 0))
    } else if (near !== undefined) {
      if (near !== 'L' && (Number(near) < 1 || Number(near) > 31)) return undefined
      closestWeekdays.add(near === 'L' ? 0 : Number(near))
    } else others.push(item)
  }
  const days = others.length === 0 ? new Set<number>() : parseValues(others.join(','), monthDays)
  return days && { type: 'days', days, last, closestWeekdays }
}

/** The field of days of the week. `#` and a day's `L` stand alone. */
export function parseWeekdays(text: string): DayRule | undefined {
  if (text === '*') return { type: 'every' }
  // The last day of the week.
  if (text === 'L') return { type: 'weekdays', weekdays: new Set([7]) }
  const [, name = '', nth, last] = /^([A-Z]{3}|[1-7])(?:#([1-5])|(L))$/.exec(text) ?? []
  const [weekday] = name === '' ? [] : (parseValues(name, weekdays) ?? [])
  if (weekday !== undefined) {
    if (last !== undefined) return { type: 'last-weekday', weekday }
    return { type: 'nth-weekday', weekday, nth: Number(nth) }
  }
  const values = parseValues(text, weekdays)
  return values && { type: 'weekdays', weekdays: values }
}
