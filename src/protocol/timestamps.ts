/** Points in time on the wire. Source: Smithy 2.0, "Protocol timestamp formats", and what AWS's services also accept. */
import type { TimestampFormat } from '../models/index.ts'

/** The last second that AWS's formats can say with four digits of a year; the earliest is year 0001. */
const latestMs = 253_402_300_799_999
const earliestMs = -62_135_596_800_000

/** A point in time as text. `epoch-seconds` has a fraction only when the time has one. */
export function formatTimestamp(date: Date, format: TimestampFormat): string {
  if (format === 'http-date') return date.toUTCString()
  if (format === 'epoch-seconds') return String(date.getTime() / 1000)
  const text = date.toISOString()
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text
}

/** Reads a point in time as text; undefined when it is not one in this format. */
export function parseTimestamp(text: string, format: TimestampFormat): Date | undefined {
  if (format === 'http-date') return parseHttpDate(text)
  if (format === 'epoch-seconds') {
    return epochSecondsPattern.test(text) ? dateOfSeconds(Number(text)) : undefined
  }
  return parseDateTime(text)
}

const epochSecondsPattern = /^-?\d{1,15}(\.\d{1,30})?([eE][+-]?\d{1,3})?$/

/** Seconds since 1970, in milliseconds' precision; undefined beyond the years 1 to 9999. */
export function dateOfSeconds(seconds: number): Date | undefined {
  const ms = Math.round(seconds * 1000)
  return ms >= earliestMs && ms <= latestMs ? new Date(ms) : undefined
}

const dateTimePattern =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,30}))?(?:[Zz]|([+-])(\d{2}):?(\d{2}))$/

/** RFC 3339; offsets with or without their colon, as AWS's services take them. */
function parseDateTime(text: string): Date | undefined {
  const match = dateTimePattern.exec(text)
  if (!match) return undefined
  const [, year, month, day, hour, minute, second, fraction, sign, offsetHour, offsetMinute] = match
  const date = utc(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second))
  if (date === undefined) return undefined
  let ms = date
  if (fraction !== undefined) ms += Math.trunc(Number(`0.${fraction}`) * 1000 + 1e-6)
  if (sign !== undefined) {
    if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return undefined
    const offsetMs = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000
    ms += sign === '+' ? -offsetMs : offsetMs
  }
  return new Date(ms)
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const imfFixdate =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))? (?:GMT|UTC)$/
const rfc850 =
  /^(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday), (\d{2})-([A-Z][a-z]{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2}) GMT$/
const asctime = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) ([ \d]\d) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/

/** RFC 9110, section 5.6.7: the one form to write, and the two old ones still to be read. */
function parseHttpDate(text: string): Date | undefined {
  let parts: (string | undefined)[]
  const imf = imfFixdate.exec(text)
  if (imf) parts = [imf[3], imf[2], imf[1], imf[4], imf[5], imf[6], imf[7]]
  else {
    const old = rfc850.exec(text)
    if (old) {
      const year = Number(old[3])
      parts = [String(year + (year < 70 ? 2000 : 1900)), old[2], old[1], old[4], old[5], old[6]]
    } else {
      const oldest = asctime.exec(text)
      if (!oldest) return undefined
      parts = [oldest[6], oldest[1], oldest[2], oldest[3], oldest[4], oldest[5]]
    }
  }
  const [year, month, day, hour, minute, second, fraction] = parts
  const monthNumber = months.indexOf(month ?? '') + 1
  const ms = utc(Number(year), monthNumber, Number(day), Number(hour), Number(minute), Number(second))
  if (ms === undefined) return undefined
  return new Date(ms + (fraction === undefined ? 0 : Math.trunc(Number(`0.${fraction}`) * 1000)))
}

const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Milliseconds since 1970 of a civil time, or undefined when there is no such time. A leap second is the next one. */
function utc(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined {
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 60 || year < 1)
    return undefined
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  if (day > (daysOfMonth[month - 1] ?? 0) + (month === 2 && leap ? 1 : 0)) return undefined
  if (year > 99) return Date.UTC(year, month - 1, day, hour, minute, second)
  // Date.UTC takes the years 0 to 99 for those of the last century.
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.setUTCHours(hour, minute, second)
}
