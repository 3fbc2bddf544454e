/**
 * Rollback triggers: alarms that are looked at while a stack is created or updated, and for a time after its resources stand. The
 * stack stays in progress until that is over, and what an update has replaced is there until then.
 * Source: User Guide, "Roll back your CloudFormation stack on alarm breach with rollback triggers"; API Reference, RollbackConfiguration.
 */
import { alarmLookMs } from '../limits.ts'
import type { StackOperation } from './operation.ts'
import type { RollbackSettings, Stack } from './stack.ts'
import type { Turn } from './turn.ts'

/** What is to be watched during an operation; undefined: nothing. Nested stacks have no triggers of their own, rollbacks none at all. */
export function watchOf({ deployment }: Stack, operation: StackOperation): RollbackSettings | undefined {
  const { kind, parent, ended, phase, cancelled, failure } = operation
  if (ended || parent || (kind !== 'create' && kind !== 'update')) return undefined
  if (phase !== 'forward' && phase !== 'monitoring') return undefined
  if (cancelled || failure !== undefined) return undefined
  const rollback = deployment?.rollback
  return rollback && (rollback.triggers.length > 0 || (rollback.monitoringMinutes ?? 0) > 0)
    ? rollback
    : undefined
}

/** The alarms that are to be looked at now. Each is looked at once after the monitoring time is over. `now`: milliseconds since the epoch. */
export function triggersDue(
  stack: Stack,
  operation: StackOperation,
  now: number,
): RollbackSettings['triggers'] {
  const { lookedAt, monitorUntil } = operation
  const triggers = watchOf(stack, operation)?.triggers ?? []
  if (lookedAt === undefined || lookedAt + alarmLookMs <= now) return triggers
  return monitorUntil !== undefined && lookedAt < monitorUntil && monitorUntil <= now ? triggers : []
}

/** All resources stand: the monitoring time begins. */
export function beginMonitoring(turn: Turn, { monitoringMinutes = 0 }: RollbackSettings): void {
  turn.enter('monitoring', { monitorUntil: turn.now + monitoringMinutes * 60_000 })
}

/** Whether the monitoring time is over, and no alarm was found at its end. */
export function isMonitored({ operation, stack, now }: Turn): boolean {
  const { monitorUntil = 0, lookedAt } = operation
  if (now < monitorUntil) return false
  const { triggers = [] } = watchOf(stack, operation) ?? {}
  return triggers.length === 0 || (lookedAt !== undefined && lookedAt >= monitorUntil)
}

/** Says when the operation has to be looked after again because of what is watched. */
export function scheduleLook(turn: Turn): void {
  const watched = watchOf(turn.stack, turn.operation)
  if (!watched) return
  const { lookedAt, monitorUntil, lookAt } = turn.operation
  const instants = [
    ...(watched.triggers.length > 0 && lookedAt !== undefined ? [lookedAt + alarmLookMs] : []),
    ...(monitorUntil !== undefined && monitorUntil > turn.now ? [monitorUntil] : []),
  ]
  if (instants.length === 0) return
  const next = Math.min(...instants)
  if (next !== lookAt) turn.operation = { ...turn.operation, lookAt: next }
}
