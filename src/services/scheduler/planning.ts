/**
 * The instants of schedules. Handling one makes an invocation and plans the following instant in one commit. Instants that
 * passed while nobody ran are made up for by one invocation.
 */
import { randomFraction, randomUuid } from '../../base/random.ts'
import type { BackgroundSurroundings } from '../../dispatch/index.ts'
import { nextInstant, parseScheduleExpression } from '../../engines/schedule-expression/index.ts'
import type { JobHandler } from '../../jobs/index.ts'
import { type Atomic, atomic } from '../../store/index.ts'
import { scheduleArn } from './domain/names.ts'
import {
  type Invocation,
  invocationQueue,
  type Schedule,
  schedules,
  type Tick,
  tickQueue,
} from './records.ts'

/** The first instant of a schedule after another one; undefined when it is over. */
export function instantAfter(schedule: Schedule, after: number, start: number): number | undefined {
  const { expression, timeZone, startsAt = Number.NEGATIVE_INFINITY, endsAt } = schedule
  const parsed = parseScheduleExpression(expression, 'scheduler')
  const from = Math.max(after, startsAt - 1)
  const at = parsed && nextInstant(parsed, from, { timeZone, start })
  if (at === undefined || !Number.isSafeInteger(at) || (endsAt !== undefined && at > endsAt)) return undefined
  return at
}

/**
 * Plans the first instant of a schedule that was made or changed now. A rate begins at its start date, else at once.
 * Source: Scheduler User Guide, "Rate-based schedules".
 */
export function beginPlan(commit: Atomic, schedule: Schedule, now: number): void {
  if (schedule.state === 'DISABLED') return
  const start = schedule.startsAt ?? now
  plan(commit, schedule, instantAfter(schedule, now - 1, start), start)
}

function plan(commit: Atomic, schedule: Schedule, at: number | undefined, start: number): void {
  if (at === undefined) return
  const { accountId, region, groupName, name, planId } = schedule
  const tick: Tick = { accountId, region, groupName, name, planId, at, start }
  commit.enqueue(tickQueue, tick, { deliverAt: at })
}

/** Handles the queue of instants. */
export function tickHandler({ store, clock, random, trail }: BackgroundSurroundings): JobHandler<Tick> {
  return async ({ value: tick }) => {
    const { accountId, region, groupName, name, planId, at, start } = tick
    const key = [accountId, region, groupName, name]
    const stored = await schedules.get(store, key)
    // Planned for a schedule as it was: deleted, disabled, or of other instants by now.
    if (!stored || stored.value.planId !== planId || stored.value.state === 'DISABLED') return undefined
    const { value: schedule, version } = stored
    const next = instantAfter(schedule, Math.max(at, clock.now()), start)
    const commit = atomic(store).check(schedules.storeKey(key), version)
    const windowMs = (schedule.windowMinutes ?? 0) * 60_000
    const invokedAt = Math.max(at, clock.now()) + Math.floor(windowMs * randomFraction(random))
    const invocation: Invocation = {
      accountId,
      region,
      groupName,
      name,
      planId,
      target: schedule.target,
      scheduledAt: at,
      executionId: randomUuid(random),
      invokedAt,
      failedTries: 0,
      ...(next === undefined && schedule.deleteAfterCompletion ? { deletes: true } : {}),
    }
    commit.enqueue(invocationQueue, invocation, { deliverAt: invokedAt })
    plan(commit, schedule, next, start)
    trail.tell({
      stage: 'accepted',
      event: invocation.executionId,
      source: scheduleArn(schedule, groupName, name),
      target: schedule.target.Arn,
      detail: schedule.expression,
    })
    return commit
  }
}
