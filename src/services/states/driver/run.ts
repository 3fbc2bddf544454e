/** What is kept of a Standard execution between two steps. */

import type { ExecutionAddress, Parent } from '../domain/addresses.ts'
import type { Execution } from '../engine.ts'
import type { StopCall } from '../integrations/types.ts'

/** A task that has begun and not ended. */
export type OpenTask = {
  /** The node that does it. Absent: it goes on elsewhere (a token, a child, an activity's worker, a Map Run). */
  readonly on?: string
  /** What ends it where it goes on, and the role for that. */
  readonly stop?: StopCall
  readonly roleArn?: string
}

/**
 * The interpreter's document and what the driver must know beside it. One record, whose version is checked by every commit:
 * whoever writes it has seen what was there before.
 */
export type Run = {
  /** Of this record's shape. */
  readonly format: 1
  readonly address: ExecutionAddress
  readonly machineId: string
  readonly revision: number
  /** The state of the machine's definition whose item processor is run: of children of Map Runs. */
  readonly mapState?: string
  readonly traceHeader?: string
  readonly parent?: Parent
  readonly execution: Execution
  /** Unit: milliseconds since the epoch. */
  readonly timers: Readonly<Record<string, number>>
  readonly tasks: Readonly<Record<string, OpenTask>>
  /** The earliest message that will wake it. */
  readonly wakeUpAt?: number
  /** The last instant that it was told: time never goes back for it. */
  readonly lastMs: number
}

/** Where a run is found: what lanes are named by. */
export function addressOf({ accountId, region, machineName, name, id }: ExecutionAddress): ExecutionAddress {
  return { accountId, region, machineName, name, id }
}

/** The instant of its next timer. */
export function nextTimerAt(timers: Run['timers']): number | undefined {
  let next: number | undefined
  for (const at of Object.values(timers)) if (next === undefined || at < next) next = at
  return next
}

/** The timers that are due, in their order. */
export function dueTimers(timers: Run['timers'], nowMs: number): string[] {
  return Object.entries(timers)
    .filter(([, at]) => at <= nowMs)
    .sort((left, right) => left[1] - right[1])
    .map(([timerId]) => timerId)
}
