/** When alarms are looked at. Instants in milliseconds since the epoch. */
import type { AlarmRecord, MetricAlarmRecord } from './alarm.ts'
import { floorTo } from './periods.ts'

/** Values of a period may arrive for so long after it has ended. Unit: milliseconds. Ours. */
export const evaluationDelayMs = 1_000

/** The period of an alarm; of one on several metrics the longest. Unit: seconds. */
export function periodOf({ period, queries }: Pick<MetricAlarmRecord, 'period' | 'queries'>): number {
  return period ?? Math.max(1, ...(queries ?? []).map((query) => query.period ?? 1))
}

/**
 * The end of the period, or minute if that is sooner, that `now` lies in. Source: CloudWatch User Guide, "Alarm evaluation": every
 * minute, and every 10 seconds for alarms of high resolution.
 */
export function nextEvaluation(alarm: AlarmRecord, now: number): number {
  const step = alarm.kind === 'composite' ? 60_000 : periodOf(alarm) < 60 ? 10_000 : 60_000
  return floorTo(now, step) + step
}
