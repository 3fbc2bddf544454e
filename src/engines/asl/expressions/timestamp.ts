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
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const offset = offsetMinutes(found[8], Number(found[9] ?? 0), Number(found[10] ?? 0))
  if (offset === undefined) return undefined
  // Not by `Date.UTC`, which takes the years 0 to 99 for those of the last century.
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  // A month or a day that is none has become another one.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  const fraction = Number((found[7] ?? '').padEnd(9, '0'))
  const start = date.setUTCHours(hour, minute, second, Math.floor(fraction / 1e6))
  return { ms: start - offset * 60_000, nanos: fraction % 1e6 }
}

function offsetMinutes(sign: string | undefined, hours: number, minutes: number): number | undefined {
  if (hours > 18 || minutes > 59) return undefined
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes)
}

/** Below zero where the first is earlier. */
export function compareMoments(a: Moment, b: Moment): number {
  return a.ms - b.ms || a.nanos - b.nanos
}
