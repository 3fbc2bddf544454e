import { daysIn } from './calendar.ts'
import { parseCron } from './parse-cron.ts'
import type { OneTimeSchedule, RateSchedule, ScheduleExpression } from './types.ts'

/**
 * Whose expressions: those of EventBridge's rules, or of Scheduler, which minds neither a unit's number nor the case of `cron`, `rate`
 * and `at`, and does without a year (as AWS was measured by a public project on 7 September 2026).
 */
export type ScheduleDialect = 'rule' | 'scheduler'

/**
 * Reads `cron(...)`, `rate(...)` and `at(...)`; undefined for what AWS takes for none of them. Rules of EventBridge know no `at`.
 * Source: EventBridge User Guide, "Cron and rate expressions reference"; Scheduler User Guide, "Schedule types".
 */
export function parseScheduleExpression(
  text: string,
  dialect: ScheduleDialect = 'rule',
): ScheduleExpression | undefined {
  const [, written = '', content = ''] = /^([a-z]+)\((.*)\)$/i.exec(text) ?? []
  const kind = dialect === 'scheduler' ? written.toLowerCase() : written
  if (kind === 'cron') return parseCron(content, dialect === 'scheduler')
  if (kind === 'rate') return parseRate(content, dialect)
  return kind === 'at' ? parseAt(content) : undefined
}

const unitMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

/** In a rule, a value of one wants the unit's singular, others its plural. */
function parseRate(content: string, dialect: ScheduleDialect): RateSchedule | undefined {
  const [, digits, name, plural] = /^(\d{1,9}) (minute|hour|day)(s?)$/.exec(content) ?? []
  const value = Number(digits)
  if (name === undefined || value < 1) return undefined
  if (dialect === 'rule' && (value === 1) !== (plural === '')) return undefined
  const intervalMs = value * unitMs[name as keyof typeof unitMs]
  return { type: 'rate', intervalMs }
}

function parseAt(content: string): OneTimeSchedule | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})$/.exec(content)
  if (!match) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number)
  const valid = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
  if (!valid || hour > 23 || minute > 59 || second > 59) return undefined
  return { type: 'at', time: { year, month, day, hour, minute, second } }
}
