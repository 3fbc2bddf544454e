/** Whether an execution can be redriven, as the API and events tell it. Source: API Reference, DescribeExecution (redriveStatus). */
import { redrivableMs, redrivesMax } from '../limits.ts'
import type { ExecutionRecord } from '../records.ts'

export interface RedriveStatus {
  readonly status: 'REDRIVABLE' | 'NOT_REDRIVABLE' | 'REDRIVABLE_BY_MAP_RUN'
  readonly reason?: string
}

/** `now` in milliseconds since the epoch. */
export function redriveStatusOf(record: ExecutionRecord, now: number): RedriveStatus {
  const { status, stoppedAt, redriveCount, mapRun } = record
  if (status === 'RUNNING' || status === 'SUCCEEDED' || status === 'PENDING_REDRIVE')
    return { status: 'NOT_REDRIVABLE', reason: `Execution is ${status} and cannot be redriven` }
  if (stoppedAt !== undefined && now - stoppedAt > redrivableMs)
    return { status: 'NOT_REDRIVABLE', reason: 'Execution has exceeded the redrivable period' }
  if (redriveCount >= redrivesMax)
    return { status: 'NOT_REDRIVABLE', reason: 'Execution has reached the maximum number of redrives' }
  if (mapRun)
    return {
      status: 'REDRIVABLE_BY_MAP_RUN',
      reason: 'Execution can only be redriven by redriving its Map Run',
    }
  return { status: 'REDRIVABLE' }
}
