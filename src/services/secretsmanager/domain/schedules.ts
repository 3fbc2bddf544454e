/**
 * When a secret is rotated: the window that opens next. Windows of schedules in days open at midnight, UTC, and close with the
 * day unless a duration says otherwise. Source: User Guide, "Rotation schedules"; API Reference, RotationRulesType.
 */
import {
  nextInstant,
  parseScheduleExpression,
  type ScheduleExpression,
} from '../../../engines/schedule-expression/index.ts'
import { invalidParameter } from '../errors.ts'
import { dayMs, rotationDaysMax, rotationHoursMin } from '../limits.ts'

const hourMs = 3_600_000

/** When a secret is rotated, as it was asked for. */
export type RotationRules = {
  readonly days?: number
  readonly expression?: string
  /** `3h` */
  readonly duration?: string
}

/** A window. Instants in milliseconds since the epoch. */
export interface Window {
  readonly opensAt: number
  readonly closesAt: number
}

/** The first window behind an instant; undefined when a secret is rotated on request alone. Fails with InvalidParameterException. */
export function nextWindow(rules: RotationRules, after: number): Window | undefined {
  const opensAt = nextOpening(rules, after)
  if (opensAt === undefined) return undefined
  const dayEnd = midnightOf(opensAt) + dayMs
  const hourly = isHourly(rules)
  const closesAt =
    rules.duration === undefined
      ? hourly
        ? opensAt + hourMs
        : dayEnd - 1_000
      : opensAt + Number.parseInt(rules.duration, 10) * hourMs
  // UNVERIFIED: the words.
  if (closesAt > dayEnd) throw invalidParameter('The rotation window must not extend into the next UTC day.')
  return { opensAt, closesAt }
}

function nextOpening({ days, expression }: RotationRules, after: number): number | undefined {
  if (days !== undefined) return midnightOf(after) + days * dayMs
  if (expression === undefined) return undefined
  return nextInstant(readExpression(expression), after, { start: midnightOf(after) })
}

function isHourly({ expression }: RotationRules): boolean {
  const schedule = expression === undefined ? undefined : readExpression(expression)
  if (schedule?.type === 'rate') return schedule.intervalMs % dayMs !== 0
  return schedule?.type === 'cron' && schedule.hours.length > 1
}

/** UNVERIFIED: the words. */
function readExpression(text: string): ScheduleExpression {
  const schedule = parseScheduleExpression(text)
  if (schedule === undefined || schedule.type === 'at')
    throw invalidParameter(`The rotation schedule ${text} is not a valid cron() or rate() expression.`)
  if (schedule.type === 'cron' && (schedule.minutes.length !== 1 || schedule.minutes[0] !== 0))
    throw invalidParameter('The minutes of a rotation schedule must be 0.')
  const tooOften = schedule.type === 'rate' && schedule.intervalMs < rotationHoursMin * hourMs
  const tooSeldom = schedule.type === 'rate' && schedule.intervalMs > rotationDaysMax * dayMs
  if (tooOften || tooSeldom)
    throw invalidParameter(
      `A secret is rotated every ${rotationHoursMin} hours at most, every ${rotationDaysMax} days at least.`,
    )
  return schedule
}

function midnightOf(instant: number): number {
  return Math.floor(instant / dayMs) * dayMs
}
