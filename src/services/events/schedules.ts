/**
 * Rules with a schedule. Each has one message in a queue, due at its next instant; handling it makes the event for the rule's own
 * targets and plans the following instant in one commit. Instants that passed while nobody ran are made up for by one event.
 */
import { randomUuid } from '../../base/random.ts'
import type { BackgroundSurroundings } from '../../dispatch/index.ts'
import { nextInstant, parseScheduleExpression } from '../../engines/schedule-expression/index.ts'
import type { JobHandler } from '../../jobs/index.ts'
import { type Atomic, atomic } from '../../store/index.ts'
import { addDeliveries } from './accepting.ts'
import { scheduledEvent } from './domain/entries.ts'
import { ruleArn } from './domain/names.ts'
import { type Rule, rules, type Tick, tickQueue } from './records.ts'

/** Plans a rule's next instant after `after`. `start`: where `rate` counts from. Both in milliseconds since the epoch. */
export function planTick(commit: Atomic, rule: Rule, after: number, start: number): void {
  const { accountId, region, busName, name, schedule, scheduleId, state } = rule
  if (schedule === undefined || scheduleId === undefined || state === 'DISABLED') return
  const expression = parseScheduleExpression(schedule)
  const at = expression && nextInstant(expression, after, { start })
  if (at === undefined || !Number.isSafeInteger(at)) return
  const tick: Tick = { accountId, region, busName, name, scheduleId, at, start }
  commit.enqueue(tickQueue, tick, { deliverAt: at })
}

/** Handles the queue of instants. */
export function tickHandler(surroundings: BackgroundSurroundings): JobHandler<Tick> {
  const { store, clock, random, trail } = surroundings
  return async ({ value: tick }) => {
    const { accountId, region, busName, name, scheduleId, at, start } = tick
    const stored = await rules.get(store, [accountId, region, busName, name])
    // Planned for a rule as it was: deleted, disabled, or of another schedule by now.
    if (!stored || stored.value.scheduleId !== scheduleId || stored.value.state === 'DISABLED')
      return undefined
    const commit = atomic(store)
    // Who changes the rule plans anew, or takes its plans away: both cannot happen.
    commit.check(rules.storeKey([accountId, region, busName, name]), stored.version)
    const arn = ruleArn(tick, name)
    const event = scheduledEvent(randomUuid(random), tick, arn, at)
    const { targets } = stored.value
    addDeliveries(commit, { random }, tick, { name, arn }, targets, event, { acceptedAt: clock.now() })
    planTick(commit, stored.value, Math.max(at, clock.now()), start)
    trail.tell({ stage: 'accepted', event: event.id, source: arn, detail: 'Scheduled Event' })
    for (const { Arn } of targets)
      trail.tell({ stage: 'matched', event: event.id, source: arn, target: Arn, detail: name })
    return commit
  }
}
