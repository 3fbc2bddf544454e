/**
 * Receivers that wait for messages. All who wait on one queue on this node form a line: when something comes into the queue, or
 * falls due in it, the first in line tries, then the next, until one gets nothing. So one message wakes one receiver's try, however many
 * wait, and nobody looks on a timer.
 */
import type { Clock, Timer } from '../../base/clock.ts'
import type { Key, Store } from '../../store/index.ts'

/** Tries to receive; undefined when there is nothing. */
export type Attempt<T> = () => Promise<T | undefined>

interface Waiter {
  readonly attempt: Attempt<unknown>
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: unknown) => void
}

/** How long to wait, and what ends it sooner. */
export interface Patience {
  /** Unit: milliseconds since the epoch. */
  readonly until: number
  readonly signals: readonly AbortSignal[]
}

export class LongPolls {
  readonly #store: Store
  readonly #clock: Clock
  readonly #lines = new Map<string, Line>()
  #closed = false

  constructor(store: Store, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  /** Waits until an attempt answers something; undefined when the time is over, or a signal aborted. Fails as the attempt does. */
  wait<T>(queue: Key, attempt: Attempt<T>, { until, signals }: Patience): Promise<T | undefined> {
    if (this.#closed || signals.some(({ aborted }) => aborted)) return Promise.resolve(undefined)
    const name = JSON.stringify(queue)
    let line = this.#lines.get(name)
    if (!line) {
      line = new Line(this.#store, this.#clock, queue, () => this.#lines.delete(name))
      this.#lines.set(name, line)
    }
    const place = line
    return new Promise<unknown>((resolve, reject) => {
      const end = () => {
        timer.cancel()
        for (const signal of signals) signal.removeEventListener('abort', leave)
      }
      const waiter: Waiter = {
        attempt,
        resolve: (answer) => {
          end()
          resolve(answer)
        },
        reject: (error) => {
          end()
          reject(error)
        },
      }
      const leave = () => place.leave(waiter)
      const timer = this.#clock.setTimer(until, leave)
      for (const signal of signals) signal.addEventListener('abort', leave, { once: true })
      place.join(waiter)
    }) as Promise<T | undefined>
  }

  /** Sends all away. */
  close(): void {
    this.#closed = true
    for (const line of this.#lines.values()) line.close()
  }
}

class Line {
  readonly #store: Store
  readonly #clock: Clock
  readonly #queue: Key
  readonly #onEmpty: () => void
  readonly #unsubscribe: () => void
  #waiters: Waiter[] = []
  /** Whose attempt is under way. */
  #trying: Waiter | undefined
  #leaving = false
  #serving = false
  #woken = false
  #timer: Timer | undefined
  #ended = false

  constructor(store: Store, clock: Clock, queue: Key, onEmpty: () => void) {
    this.#store = store
    this.#clock = clock
    this.#queue = queue
    this.#onEmpty = onEmpty
    this.#unsubscribe = store.subscribe({ type: 'queue', queue }, () => this.#wake())
  }

  join(waiter: Waiter): void {
    this.#waiters.push(waiter)
    // The first one may have missed what came between its own attempt and the subscription.
    if (this.#waiters.length === 1) this.#wake()
  }

  /** An attempt that is under way is let finish: what it gets would be lost. */
  leave(waiter: Waiter): void {
    if (this.#trying === waiter) {
      this.#leaving = true
      return
    }
    const index = this.#waiters.indexOf(waiter)
    if (index < 0) return
    this.#waiters.splice(index, 1)
    waiter.resolve(undefined)
    this.#endWhenEmpty()
  }

  close(): void {
    for (const waiter of [...this.#waiters]) this.leave(waiter)
  }

  #wake(): void {
    this.#woken = true
    if (!this.#serving && !this.#ended) void this.#serve()
  }

  async #serve(): Promise<void> {
    this.#serving = true
    this.#timer?.cancel()
    while (this.#woken) {
      this.#woken = false
      let served = true
      while (served) served = await this.#serveFirst()
      if (!this.#woken) await this.#setTimer()
    }
    this.#serving = false
    this.#endWhenEmpty()
  }

  /** Whether the first in line got something, and the next may try. */
  async #serveFirst(): Promise<boolean> {
    const waiter = this.#waiters.shift()
    if (waiter === undefined) return false
    this.#trying = waiter
    this.#leaving = false
    let answer: unknown
    try {
      answer = await waiter.attempt()
    } catch (error) {
      waiter.reject(error)
      return true
    } finally {
      this.#trying = undefined
    }
    if (answer === undefined && !this.#leaving) {
      this.#waiters.unshift(waiter)
      return false
    }
    waiter.resolve(answer)
    return answer !== undefined
  }

  /** For what falls due by itself: delayed messages, and those whose visibility timeout ends. */
  async #setTimer(): Promise<void> {
    if (this.#waiters.length === 0) return
    let at: number | undefined
    try {
      at = await this.#store.nextDeliveryAt(this.#queue)
    } catch {
      // The next message wakes the line; whoever waits is answered in time at the latest.
      return
    }
    if (at === undefined || this.#woken || this.#ended) return
    this.#timer = this.#clock.setTimer(Math.max(at, this.#clock.now() + 1), () => this.#wake())
  }

  #endWhenEmpty(): void {
    if (this.#ended || this.#waiters.length > 0 || this.#trying !== undefined) return
    this.#ended = true
    this.#timer?.cancel()
    this.#unsubscribe()
    this.#onEmpty()
  }
}
