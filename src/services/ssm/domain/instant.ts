const form =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|([+-])(\d\d):(\d\d)(?::(\d\d))?)$/

/**
 * Reads an instant in the forms that Java calls ISO_INSTANT and ISO_OFFSET_DATE_TIME, whose offset may have seconds
 * (`2019-11-01T22:13:48.87+10:30:00`); undefined for anything else. Unit: milliseconds since the epoch.
 * Source: Systems Manager User Guide, "Assigning parameter policies in Parameter Store".
 */
export function parseInstant(text: string): number | undefined {
  const match = form.exec(text)
  if (match === null) return undefined
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0))
  if (year === undefined || month === undefined || day === undefined) return undefined
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined
  if (hour === undefined || minute === undefined || second === undefined) return undefined
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const milliseconds = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3))
  const local = ((daysSinceEpoch(year, month, day) * 24 + hour) * 60 + minute) * 60 + second
  return (local - offsetSeconds(match)) * 1000 + milliseconds
}

function offsetSeconds(match: RegExpExecArray): number {
  const [sign, hours, minutes, seconds] = match.slice(8, 12)
  if (sign === undefined) return 0
  const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0)
  return sign === '-' ? -size : size
}

function daysInMonth(year: number, month: number): number {
  return (
    daysSinceEpoch(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1) -
    daysSinceEpoch(year, month, 1)
  )
}

/** Days from 1970-01-01 in the Gregorian calendar; the year is counted from March, so that leap days come last. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400)
  return shifted * 365 + leapDays + dayOfYear - 719_468
}
