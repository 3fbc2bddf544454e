import { daysOfMonth } from './days.ts'
import type { CronSchedule, LocalTime, ScheduleExpression } from './types.ts'
import { instantOf, instantOrLater, localTime } from './zones.ts'

/** Where a schedule is looked at from. Instants are milliseconds since the epoch. */
export interface ScheduleSurroundings {
  /** An IANA name; `rate` needs none. Default: UTC. */
  readonly timeZone?: string
  /** For `rate`: an instant at which the schedule begins; its instants are whole intervals after it. Default: 0. */
  readonly start?: number
}

/**
 * The first instant of a schedule after another one; undefined when there is none any more.
 * `rate(1 day)` means 24 hours, whatever clocks do.
 */
export function nextInstant(
  schedule: ScheduleExpression,
  after: number,
  { timeZone = 'UTC', start = 0 }: ScheduleSurroundings = {},
): number | undefined {
  switch (schedule.type) {
    case 'rate': {
      if (after < start) return start
      return start + (Math.floor((after - start) / schedule.intervalMs) + 1) * schedule.intervalMs
    }
    case 'at': {
      // UNVERIFIED: that a time which clocks skip counts as if they had not.
      const instant = instantOrLater(schedule.time, timeZone)
      return instant > after ? instant : undefined
    }
    case 'cron': {
      for (const time of timesFrom(schedule, localTime(after, timeZone))) {
        const instant = instantOf(time, timeZone)
        if (instant !== undefined && instant > after) return instant
      }
      return undefined
    }
  }
}

/** The schedule's times on the wall's clock, from a minute on, ascending. */
function* timesFrom(schedule: CronSchedule, from: LocalTime): Generator<LocalTime> {
  const first = [from.year, from.month, from.day, from.hour, from.minute]
  /** Whether all that lies below a part of the clock lies before the beginning. */
  const isBefore = (...parts: number[]) => {
    const index = parts.findIndex((part, at) => part !== first[at])
    return index >= 0 && (parts[index] ?? 0) < (first[index] ?? 0)
  }
  for (const year of schedule.years) {
    if (isBefore(year)) continue
    for (const month of schedule.months) {
      if (isBefore(year, month)) continue
      for (const day of daysOfMonth(schedule.days, year, month)) {
        if (isBefore(year, month, day)) continue
        for (const hour of schedule.hours) {
          if (isBefore(year, month, day, hour)) continue
          for (const minute of schedule.minutes)
            if (!isBefore(year, month, day, hour, minute)) yield { year, month, day, hour, minute, second: 0 }
        }
      }
    }
  }
}
