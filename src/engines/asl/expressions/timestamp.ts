const form = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:Z|([+-])(\d{2}):(\d{2}))$/

/** A moment, finer than a number of milliseconds can say. */
export interface Moment {
  readonly ms: number
  /** Nanoseconds beyond the millisecond. */
  readonly nanos: number
}

/**
 * Reads a timestamp of RFC 3339, with an upper-case `T` and `Z`; undefined where it is none.
 * Source: Amazon States Language, "Timestamps".
 */
export function parseTimestamp(text: string): Moment | undefined {
  const found = form.exec(text)
  if (!found) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map(Number)
  if (month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return undefined
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const offset = offsetMinutes(found[8], Number(found[9] ?? 0), Number(found[10] ?? 0))
  if (offset === undefined) return undefined
  const fraction = Number((found[7] ?? '').padEnd(9, '0'))
  const start = Date.UTC(2000, month - 1, day, hour, minute, second, Math.floor(fraction / 1e6))
  return { ms: start + yearsFrom2000(year, month, day) - offset * 60_000, nanos: fraction % 1e6 }
}

/** `Date.UTC` takes the years 0 to 99 for those of the last century, and has no 29 February to shift: days are counted apart. */
function yearsFrom2000(year: number, month: number, day: number): number {
  return (dayNumber(year, month, day) - dayNumber(2000, month, day)) * 86_400_000
}

/** Days since some day long ago, of the proleptic Gregorian calendar. */
function dayNumber(year: number, month: number, day: number): number {
  const years = month <= 2 ? year - 1 : year
  const months = (month + 9) % 12
  return (
    365 * years +
    Math.floor(years / 4) -
    Math.floor(years / 100) +
    Math.floor(years / 400) +
    Math.floor((months * 306 + 5) / 10) +
    day
  )
}

function daysOf(year: number, month: number): number {
  if (month !== 2) return [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
}

function offsetMinutes(sign: string | undefined, hours: number, minutes: number): number | undefined {
  if (hours > 18 || minutes > 59) return undefined
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes)
}

/** Below zero where the first is earlier. */
export function compareMoments(a: Moment, b: Moment): number {
  return a.ms - b.ms || a.nanos - b.nanos
}
