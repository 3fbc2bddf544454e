/** When a schedule's expression wants something to happen: `rate(...)`, `cron(...)` and `at(...)`, in any time zone. */
export { nextInstant, type ScheduleSurroundings } from './next.ts'
export { parseScheduleExpression, type ScheduleDialect } from './parse.ts'
export type { CronSchedule, OneTimeSchedule, RateSchedule, ScheduleExpression } from './types.ts'
export { isTimeZone } from './zones.ts'
