/** What a schedule hands to its target. */

import type { Home } from './names.ts'
import type { TargetRecord } from './target-record.ts'

/** What an input may name. */
export interface InputFacts {
  readonly scheduleArn: string
  /** The instant that the schedule names. Unit: milliseconds since the epoch. */
  readonly scheduledAt: number
  readonly executionId: string
  /** 1 the first. */
  readonly attempt: number
}

/** The target's input with the context attributes in it. Source: Scheduler User Guide, "Adding context attributes". */
export function targetInput(target: TargetRecord, home: Home, facts: InputFacts): string {
  const input = target.Input ?? defaultInput(home, facts)
  return input
    .replaceAll('<aws.scheduler.schedule-arn>', facts.scheduleArn)
    .replaceAll('<aws.scheduler.scheduled-time>', instantText(facts.scheduledAt))
    .replaceAll('<aws.scheduler.execution-id>', facts.executionId)
    .replaceAll('<aws.scheduler.attempt-number>', String(facts.attempt))
}

/** What targets get that name no input. Source: Scheduler API Reference, Target, `Input`; its `detail` is a text. */
function defaultInput(
  { accountId, region }: Home,
  { scheduleArn, scheduledAt, executionId }: InputFacts,
): string {
  return JSON.stringify({
    version: '0',
    id: executionId,
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: accountId,
    time: instantText(scheduledAt),
    region,
    resources: [scheduleArn],
    detail: '{}',
  })
}

/** To the second. */
export function instantText(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
}
