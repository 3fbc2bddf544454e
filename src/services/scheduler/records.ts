/**
 * What Scheduler keeps. All keys begin with account and region; the default group is there without a record.
 *
 * A schedule has one message in a queue, due at its next instant, which carries the id of the plan that it belongs to: another
 * plan makes it void. What an instant causes is an invocation, a message of its own.
 */

import { collection, type Key } from '../../store/index.ts'
import type { Home } from './domain/names.ts'
import type { TargetRecord } from './domain/target-record.ts'

export type Tags = Readonly<Record<string, string>>

/** Instants in milliseconds since the epoch, here and below. */
export type Group = Home & {
  readonly name: string
  readonly state: 'ACTIVE' | 'DELETING'
  readonly tags: Tags
  readonly clientToken?: string
  readonly createdAt: number
  readonly modifiedAt: number
}

export const groups = collection<Group>()({
  name: 'scheduler.groups',
  key: ({ accountId, region, name }) => [accountId, region, name],
})

export type Schedule = Home & {
  readonly groupName: string
  readonly name: string
  readonly expression: string
  /** An IANA name. */
  readonly timeZone: string
  readonly startsAt?: number
  readonly endsAt?: number
  readonly description?: string
  readonly state: 'ENABLED' | 'DISABLED'
  readonly kmsKeyArn?: string
  readonly target: TargetRecord
  /** Absent: invoked at the instant itself. */
  readonly windowMinutes?: number
  readonly deleteAfterCompletion: boolean
  /** Changes with whatever moves its instants; what was planned under another id is void. */
  readonly planId: string
  readonly clientToken?: string
  readonly createdAt: number
  readonly modifiedAt: number
}

export const schedules = collection<Schedule>()({
  name: 'scheduler.schedules',
  key: ({ accountId, region, groupName, name }) => [accountId, region, groupName, name],
})

/** When a schedule comes next. */
export type Tick = Home & {
  readonly groupName: string
  readonly name: string
  readonly planId: string
  readonly at: number
  /** Where `rate` counts from. */
  readonly start: number
}

export const tickQueue: Key = ['scheduler.ticks']

/** One run of a schedule. */
export type Invocation = Home & {
  readonly groupName: string
  readonly name: string
  readonly planId: string
  readonly target: TargetRecord
  readonly scheduledAt: number
  readonly executionId: string
  /** When it was to be invoked: within its window. */
  readonly invokedAt: number
  readonly failedTries: number
  /** The schedule ends with it, and is deleted. */
  readonly deletes?: boolean
}

export const invocationQueue: Key = ['scheduler.invocations']

/** An invocation that reached its dead-letter queue instead. */
export type DeadLetter = Home & {
  readonly scheduleArn: string
  readonly scheduleName: string
  readonly roleArn: string
  readonly queueArn: string
  readonly executionId: string
  readonly body: string
  readonly attributes: Readonly<Record<string, string>>
}

export const deadLetterQueue: Key = ['scheduler.dead-letters']

/** Groups that are being deleted. */
export type Removal = Home & { readonly groupName: string }
export const removalQueue: Key = ['scheduler.removals']
