/** Time zones by their IANA names, as the JavaScript engine knows them. */
import { utcOf } from './calendar.ts'
import type { LocalTime } from './types.ts'

const formats = new Map<string, Intl.DateTimeFormat>()

/** Whether this names a time zone. */
export function isTimeZone(name: string): boolean {
  // Offsets (+01:00) are none to AWS.
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    formatOf(name)
    return true
  } catch {
    return false
  }
}

/** What clocks in a zone show at an instant (milliseconds since the epoch). */
export function localTime(instant: number, zone: string): LocalTime {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(instant)
      .map((part) => [part.type, Number(part.value)]),
  )
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  }
}

/**
 * The first instant at which clocks in a zone show a time; undefined when they never do, because they are put forward over it.
 * What they show twice counts once, the first time. Source: Scheduler User Guide, "Daylight savings time".
 */
export function instantOf(time: LocalTime, zone: string): number | undefined {
  const asUtc = wallMs(time)
  if (zone === 'UTC') return asUtc
  const candidates = offsetsAround(asUtc, zone).map((offset) => asUtc - offset)
  const shown = candidates.filter((instant) => wallMs(localTime(instant, zone)) === asUtc)
  return shown.length === 0 ? undefined : Math.min(...shown)
}

/** The same, but a time that clocks skip is the instant at which they would have shown it, had they gone on. */
export function instantOrLater(time: LocalTime, zone: string): number {
  const instant = instantOf(time, zone)
  if (instant !== undefined) return instant
  const asUtc = wallMs(time)
  return asUtc - Math.min(...offsetsAround(asUtc, zone))
}

/** How far a zone's clocks are ahead, a day before and a day after about a time. */
function offsetsAround(asUtc: number, zone: string): number[] {
  const dayMs = 86_400_000
  return [asUtc - dayMs, asUtc + dayMs].map((near) => wallMs(localTime(near, zone)) - near)
}

function wallMs({ year, month, day, hour, minute, second }: LocalTime): number {
  return utcOf(year, month, day, hour, minute, second)
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(zone, format)
  return format
}
