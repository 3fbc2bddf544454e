/**
 * A recurring timer is a queue with one message, due at the next instant: its lease makes one node run it, and a run ends in
 * one commit with the message for the instant after. A record beside it says what the instant and the interval are.
 */
import { backoffMs } from '../base/backoff.ts'
import type { Timer } from '../base/clock.ts'
import { type Atomic, atomic, type Key } from '../store/index.ts'
import { storeRetry } from './limits.ts'
import { QueueWorker } from './queue-worker.ts'
import type { JobRoom, RecurringRun } from './types.ts'

/** What is kept of a timer. Unit: milliseconds; `dueAt` since the epoch. */
type Schedule = { readonly intervalMs: number; readonly dueAt: number }

/** The message of an instant. */
type Instant = { readonly dueAt: number }

/** Where the instants of a timer wait. */
export function timerQueue(name: string): Key {
  return ['jobs.timers', name]
}

export class RecurringTimer {
  readonly #room: JobRoom
  readonly #name: string
  readonly #intervalMs: number
  readonly #worker: QueueWorker<Instant>
  #timer: Timer | undefined
  #state: 'new' | 'running' | 'stopped' = 'new'
  #registering: Promise<void> | undefined

  constructor(room: JobRoom, name: string, intervalMs: number, run: RecurringRun) {
    this.#room = room
    this.#name = name
    this.#intervalMs = intervalMs
    this.#worker = new QueueWorker<Instant>(room, {
      queue: timerQueue(name),
      handler: async ({ value: { dueAt } }, job) => {
        const answer = await run({ ...job, dueAt })
        const commit = atomic(room.store)
        if (answer !== undefined) commit.changes.push(...answer.changes)
        this.#schedule(commit, nextInstant(dueAt, intervalMs, room.clock.now()))
        return commit
      },
      options: { concurrency: 1 },
    })
  }

  start(): void {
    if (this.#state !== 'new') return
    this.#state = 'running'
    this.#register(1)
    this.#worker.start()
  }

  async stop(drainMs: number): Promise<void> {
    this.#state = 'stopped'
    this.#timer?.cancel()
    await this.#registering
    await this.#worker.stop(drainMs)
  }

  #register(attempt: number): void {
    this.#registering = this.#room.activity.flow(async () => {
      const { clock, random, logger } = this.#room
      try {
        while (!(await this.#tryRegister())) {
          // Another node was faster; what it wrote is read again.
        }
      } catch (error) {
        logger.error('A timer could not be registered; this is tried again', { name: this.#name, error })
        if (this.#state !== 'running') return
        const at = clock.now() + backoffMs(storeRetry, attempt, random)
        this.#timer = clock.setTimer(at, () => this.#register(attempt + 1))
      }
    })
  }

  async #tryRegister(): Promise<boolean> {
    const { store, clock } = this.#room
    const key = scheduleKey(this.#name)
    const kept = await store.get<Schedule>(key)
    if (kept?.value.intervalMs === this.#intervalMs) return true
    const next = clock.now() + this.#intervalMs
    const commit = atomic(store).check(key, kept?.version ?? null)
    // A run that is under way elsewhere by the old interval loses its message, and its effect with it.
    if (kept !== null) commit.purge(timerQueue(this.#name))
    this.#schedule(commit, Math.min(next, kept?.value.dueAt ?? next))
    return (await commit.commit()).ok
  }

  #schedule(commit: Atomic, dueAt: number): void {
    const schedule: Schedule = { intervalMs: this.#intervalMs, dueAt }
    const instant: Instant = { dueAt }
    commit
      .set(scheduleKey(this.#name), schedule)
      .enqueue(timerQueue(this.#name), instant, { deliverAt: dueAt })
  }
}

/** The first instant after now, whole intervals after the one that was. */
export function nextInstant(dueAt: number, intervalMs: number, now: number): number {
  const passed = Math.max(0, Math.floor((now - dueAt) / intervalMs))
  return dueAt + (passed + 1) * intervalMs
}

function scheduleKey(name: string): Key {
  return ['jobs.schedules', name]
}
