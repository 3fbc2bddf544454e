/** How long work takes that stays in its thread: in time of the processor, so that other programs on the machine count little. */
import { median } from './figures.ts'

/** What so many rounds took. Unit: milliseconds. */
export interface RoundTimes<T> {
  readonly first: number
  readonly median: number
  /** The last round's. */
  readonly result: T
}

/** Does the work so many times, at least once. */
export function timesOf<T>(rounds: number, work: () => T): RoundTimes<T> {
  const times: number[] = []
  const round = () => {
    const start = process.threadCpuUsage()
    const result = work()
    const { user, system } = process.threadCpuUsage(start)
    times.push((user + system) / 1000)
    return result
  }
  let result = round()
  while (times.length < rounds) result = round()
  return { first: times[0] ?? 0, median: median(times), result }
}

/** The first round, which a cold process makes, and the median, as figures beside a limit. */
export function besideLimit({ first, median }: RoundTimes<unknown>, limitMs: number): string {
  const ratio = (ms: number) => `${ms.toFixed(0)} ms (${(ms / limitMs).toFixed(2)} of the limit)`
  return `first ${ratio(first)}, median ${ratio(median)}`
}
