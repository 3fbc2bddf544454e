/**
 * Dates of conditions: a W3C profile of ISO 8601, or seconds since the epoch. AWS's reader is lenient: fields may be
 * missing from the right, hours may have one digit, the `T` may be small.
 * Source: IAM User Guide, "Date condition operators"; leniency as observed on AWS.
 */

const isoForm = /^(?<year>-?\d{1,9})(?:-(?<month>\d{1,2})(?:-(?<day>\d{1,2}))?)?(?:t(?<time>.*))?$/
const timeForm =
  /^(?<hour>\d{1,2})(?::(?<minute>\d{1,2})(?::(?<second>\d{1,2})(?:\.(?<fraction>\d{1,9}))?)?)?(?<zone>z|[+-]\d{2}(?::?\d{2})?)?$/

/** The years that Java's dates reach, which bound AWS's. */
const leastYear = -292_275_054
const greatestYear = 292_278_993
/** The greatest signed 64-bit number. */
const greatestSeconds = 9_223_372_036_854_775_807n

/** Milliseconds since the epoch (infinite beyond what JavaScript's dates reach); undefined for what is no date. */
export function readDate(text: string): number | undefined {
  const lower = text.trim().toLowerCase()
  if (/^\d+$/.test(lower)) return BigInt(lower) > greatestSeconds ? undefined : Number(lower) * 1000
  const date = isoForm.exec(lower)?.groups
  if (!date) return undefined
  const year = Number(date.year)
  const month = Number(date.month ?? 1)
  const day = Number(date.day ?? 1)
  if (year < leastYear || year > greatestYear || month < 1 || month > 12 || day < 1 || day > 31)
    return undefined
  const timeMs = readTime(date.time ?? '')
  if (timeMs === undefined) return undefined
  const midnight = utcMidnight(year, month, day)
  return midnight + timeMs
}

function readTime(text: string): number | undefined {
  if (text === '') return 0
  const time = timeForm.exec(text)?.groups
  if (!time) return undefined
  const [hour, minute, second] = [time.hour, time.minute, time.second].map((field) => Number(field ?? 0))
  if (hour === undefined || minute === undefined || second === undefined) return undefined
  const zoneMs = readZone(time.zone ?? 'z')
  if (hour > 23 || minute > 59 || second > 59 || zoneMs === undefined) return undefined
  const fractionMs = Math.floor(Number(`0.${time.fraction ?? '0'}`) * 1000)
  return ((hour * 60 + minute) * 60 + second) * 1000 + fractionMs - zoneMs
}

function readZone(text: string): number | undefined {
  if (text === 'z') return 0
  const hours = Number(text.slice(1, 3))
  const minutes = Number(text.slice(3).replace(':', '') || 0)
  if (hours > 23 || minutes > 59) return undefined
  return (text[0] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

/** Days since the epoch by the civil calendar, which also serves years that Date does not reach. */
function utcMidnight(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return (era * 146_097 + dayOfEra - 719_468) * 86_400_000
}
