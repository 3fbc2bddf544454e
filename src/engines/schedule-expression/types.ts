/** A time on a wall's clock, in whatever time zone. Months count from 1. */
export interface LocalTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

/** Which days of a month are meant: days by number, or days of the week. */
export type DayRule =
  /** `*`: every day. */
  | { readonly type: 'every' }
  /** Days by number. `last` counts back from the last day: 0 is the last day itself. */
  | {
      readonly type: 'days'
      readonly days: ReadonlySet<number>
      readonly last: ReadonlySet<number>
      /** `3W`: the weekday closest to the day, within its month; 0 stands for `LW`, the last weekday. */
      readonly closestWeekdays: ReadonlySet<number>
    }
  /** Days of the week, Sunday is 1. */
  | { readonly type: 'weekdays'; readonly weekdays: ReadonlySet<number> }
  /** `6L`: the last Friday of the month. */
  | { readonly type: 'last-weekday'; readonly weekday: number }
  /** `3#2`: the second Tuesday of the month. */
  | { readonly type: 'nth-weekday'; readonly weekday: number; readonly nth: number }

/** `cron(minutes hours day-of-month month day-of-week year)`. Lists are in ascending order. */
export interface CronSchedule {
  readonly type: 'cron'
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  readonly days: DayRule
  readonly months: readonly number[]
  readonly years: readonly number[]
}

/** `rate(5 minutes)`. Unit: milliseconds. */
export interface RateSchedule {
  readonly type: 'rate'
  readonly intervalMs: number
}

/** `at(2022-11-20T13:00:00)`, once. */
export interface OneTimeSchedule {
  readonly type: 'at'
  readonly time: LocalTime
}

/** When something is due. */
export type ScheduleExpression = CronSchedule | RateSchedule | OneTimeSchedule
