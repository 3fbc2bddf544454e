/**
 * Brings the messages of one queue to their handler. It looks into the queue when the store tells of a change, when a
 * handler has room again, and at the instant at which the next message is due; it leases no more than can begin at once,
 * but for messages of one group, which come together and are handled in order.
 */
import { backoffMs } from '../base/backoff.ts'
import type { Timer } from '../base/clock.ts'
import type { Message } from '../store/index.ts'
import { putBack } from './attempts.ts'
import { HeldMessage } from './held-message.ts'
import {
  concurrencyDefault,
  leaseMsDefault,
  messagesPerPull,
  safetyPollMs,
  storeRetry,
  unripeMs,
  unripePullsMax,
} from './limits.ts'
import { type JobDefinition, queueText, runJob } from './run-job.ts'
import type { JobRoom } from './types.ts'

/** Messages that are handled one after the other, and the end of that. */
interface Run<T> {
  readonly waiting: Array<HeldMessage<T>>
  current: HeldMessage<T> | undefined
  ended: Promise<void>
}

export class QueueWorker<T> {
  readonly #room: JobRoom
  readonly #job: JobDefinition<T>
  readonly #concurrency: number
  readonly #leaseMs: number
  readonly #runs = new Set<Run<T>>()
  #state: 'new' | 'running' | 'stopping' = 'new'
  #asked = false
  #isPulling = false
  #pulling: Promise<void> = Promise.resolve()
  #timer: Timer | undefined
  #unsubscribe: (() => void) | undefined
  #failureCount = 0
  #unripeCount = 0

  constructor(room: JobRoom, job: JobDefinition<T>) {
    this.#room = room
    this.#job = job
    this.#concurrency = job.options.concurrency ?? concurrencyDefault
    this.#leaseMs = job.options.leaseMs ?? leaseMsDefault
  }

  start(): void {
    if (this.#state !== 'new') return
    this.#state = 'running'
    this.#unsubscribe = this.#room.store.subscribe({ type: 'queue', queue: this.#job.queue }, () =>
      this.#wake(),
    )
    this.#wake()
  }

  /** Waits up to `drainMs` for handlers; what still runs then is aborted and its message put back. */
  async stop(drainMs: number): Promise<void> {
    this.#state = 'stopping'
    this.#unsubscribe?.()
    this.#timer?.cancel()
    await this.#pulling
    if (this.#runs.size === 0) return
    const { clock } = this.#room
    const ended = Promise.all([...this.#runs].map((run) => run.ended))
    let limit: Timer | undefined
    const late = new Promise<'late'>((resolve) => {
      limit = clock.setTimer(clock.now() + drainMs, () => resolve('late'))
    })
    const outcome = await Promise.race([ended, late])
    limit?.cancel()
    if (outcome === 'late') await this.#interrupt()
  }

  #wake(): void {
    this.#asked = true
    if (this.#isPulling || this.#state !== 'running') return
    this.#isPulling = true
    this.#pulling = this.#room.activity.flow(() => this.#pull())
  }

  async #pull(): Promise<void> {
    try {
      // Handlers whose commits were made together end together: all their places are filled at once, not the first one's alone.
      if (this.#runs.size > 0) await new Promise<void>((resolve) => setImmediate(resolve))
      while (this.#asked && this.#state === 'running' && this.#runs.size < this.#concurrency) {
        this.#asked = false
        this.#timer?.cancel()
        await this.#pullOnce()
        this.#failureCount = 0
      }
    } catch (error) {
      const { clock, random, logger } = this.#room
      logger.error('A queue could not be looked into; this is tried again', {
        queue: queueText(this.#job.queue),
        error,
      })
      this.#failureCount++
      this.#wakeAt(clock.now() + backoffMs(storeRetry, this.#failureCount, random))
    } finally {
      this.#isPulling = false
    }
  }

  async #pullOnce(): Promise<void> {
    const { store, clock } = this.#room
    const { queue } = this.#job
    // Not all that there is room for: what comes together is handled in one go, and nothing else of the server meanwhile.
    const max = Math.min(this.#concurrency - this.#runs.size, messagesPerPull)
    const durable = this.#job.options.durableLease ?? true
    const messages = await store.receive<T>(queue, {
      max,
      leaseMs: this.#leaseMs,
      durable,
      ofThisProcess: true,
    })
    if (this.#state !== 'running') {
      for (const message of messages) await this.#putBack(message)
      return
    }
    for (const run of byGroup(messages)) this.#begin(run)
    if (messages.length === max) {
      // There may be more; and of one group there is room for others.
      this.#asked = true
      return
    }
    const next = await store.nextDeliveryAt(queue)
    const now = clock.now()
    if (next === undefined || next > now) {
      this.#unripeCount = 0
      this.#wakeAt(
        Math.min(next ?? Number.POSITIVE_INFINITY, now + Math.max(safetyPollMs, this.#room.routineMsMin)),
      )
    } else if (++this.#unripeCount <= unripePullsMax) {
      // Time went on, or something came, while the store was asked.
      this.#asked = true
    } else {
      this.#wakeAt(now + unripeMs)
    }
  }

  #wakeAt(at: number): void {
    this.#timer?.cancel()
    if (this.#state === 'running') this.#timer = this.#room.clock.setTimer(at, () => this.#wake())
  }

  #begin(messages: ReadonlyArray<Message<T>>): void {
    const waiting = messages.map((message) => new HeldMessage(this.#room, message, this.#leaseMs))
    const run: Run<T> = { waiting, current: undefined, ended: Promise.resolve() }
    this.#runs.add(run)
    run.ended = this.#room.activity.flow(() => this.#handle(run))
  }

  async #handle(run: Run<T>): Promise<void> {
    let done = true
    while (done && this.#state === 'running') {
      run.current = run.waiting.shift()
      // Lost while those before it were handled: its group goes on elsewhere.
      if (run.current === undefined || run.current.gone) break
      done = await runJob(this.#room, this.#job, run.current)
    }
    run.current = undefined
    await this.#putBackWaiting(run)
    this.#runs.delete(run)
    this.#wake()
  }

  async #interrupt(): Promise<void> {
    await Promise.all(
      [...this.#runs].map(async (run) => {
        const { current } = run
        if (current !== undefined && !current.gone) {
          current.abandon('The server stops')
          await this.#putBack(current.message)
        }
        await this.#putBackWaiting(run)
      }),
    )
  }

  async #putBackWaiting(run: Run<T>): Promise<void> {
    for (const held of run.waiting.splice(0)) {
      if (held.gone) continue
      held.abandon('The message was put back')
      await this.#putBack(held.message)
    }
  }

  async #putBack(message: Message<T>): Promise<void> {
    const { store, clock, logger } = this.#room
    try {
      await putBack(store, message, clock.now())
    } catch (error) {
      logger.warn('A message could not be put back; it comes back when its lease has run out', {
        queue: queueText(this.#job.queue),
        messageId: message.id,
        error,
      })
    }
  }
}

/** Messages without a group each for themselves, those of a group together in their order. */
function byGroup<T>(messages: ReadonlyArray<Message<T>>): Array<Array<Message<T>>> {
  const runs: Array<Array<Message<T>>> = []
  const groups = new Map<string, Array<Message<T>>>()
  for (const message of messages) {
    const group = message.group === undefined ? undefined : groups.get(message.group)
    if (group !== undefined) {
      group.push(message)
      continue
    }
    const run = [message]
    runs.push(run)
    if (message.group !== undefined) groups.set(message.group, run)
  }
  return runs
}
