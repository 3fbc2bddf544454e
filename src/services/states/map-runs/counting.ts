import type { Changeable } from '../../../base/changeable.ts'
import type { ChildStatus, Counts } from './records.ts'

/** A child has begun. `by`: 1 in the counts of executions, its items in those of items. */
export function began(counts: Counts, by: number): Counts {
  return { ...counts, pending: counts.pending - by, running: counts.running + by }
}

const members = {
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timedOut',
  ABORTED: 'aborted',
} as const

/** A child that ran has ended. */
export function ended(counts: Counts, status: ChildStatus, by: number): Counts {
  const member = members[status]
  return { ...counts, running: counts.running - by, [member]: counts[member] + by }
}

/** Counts with what other counts have changed by. */
export function plus(counts: Counts, before: Counts, now: Counts): Counts {
  const sum: Changeable<Counts> = { ...counts }
  for (const name of Object.keys(counts) as (keyof Counts)[]) sum[name] += now[name] - before[name]
  return sum
}
