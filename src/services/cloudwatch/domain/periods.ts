/** Periods: how time is cut. Instants in milliseconds since the epoch, periods in seconds. */

import type { Sample } from './samples.ts'
import { compute, type Statistic } from './statistics.ts'

const threeHoursMs = 3 * 3_600_000
const fifteenDaysMs = 15 * 86_400_000
const sixtyThreeDaysMs = 63 * 86_400_000

/** The last multiple of a step that is not after an instant. */
export function floorTo(at: number, stepMs: number): number {
  return Math.floor(at / stepMs) * stepMs
}

/**
 * Where a range begins: the further back, the coarser. Source: API Reference, GetMetricStatistics and GetMetricData, StartTime.
 */
export function roundStart(start: number, now: number, period: number): number {
  const age = now - start
  if (age < threeHoursMs && period < 60) return floorTo(start, period * 1000)
  if (age <= fifteenDaysMs) return floorTo(start, 60_000)
  return floorTo(start, age <= sixtyThreeDaysMs ? 300_000 : 3_600_000)
}

/** Why a period cannot be asked for; undefined when it can. Source: API Reference, GetMetricStatistics, Period. */
export function refusePeriod(period: number, start: number, now: number): string | undefined {
  const isShort = [1, 5, 10, 20, 30].includes(period)
  if (!isShort && (period < 60 || period % 60 !== 0))
    return 'Period must be 1, 5, 10, 20, 30 or a multiple of 60.'
  const age = now - start
  const least = age <= threeHoursMs ? 1 : age <= fifteenDaysMs ? 60 : age <= sixtyThreeDaysMs ? 300 : 3600
  if (period < least) return `For data this old the period must be at least ${least} seconds.`
  return undefined
}

/** One period with its samples. `at` is its beginning. */
export interface PeriodSamples {
  readonly at: number
  readonly samples: readonly Sample[]
}

/** Cuts samples into periods from an origin on, in the order of time; empty periods are left out. */
export function cut(samples: readonly Sample[], origin: number, period: number): PeriodSamples[] {
  const step = period * 1000
  const groups = Map.groupBy(samples, ({ at }) => origin + floorTo(at - origin, step))
  return [...groups].map(([at, group]) => ({ at, samples: group })).sort((left, right) => left.at - right.at)
}

/** A statistic of each period, in the order of time; periods without one are left out. */
export function pointsOf(periods: readonly PeriodSamples[], statistic: Statistic): Map<number, number> {
  const points = new Map<number, number>()
  for (const { at, samples } of periods) {
    const value = compute(statistic, samples)
    if (value !== undefined) points.set(at, value)
  }
  return points
}
