/**
 * Sends batches to one subscriber. One batch is under way at a time; what comes meanwhile waits, and is dropped and counted when
 * too much waits, so that a subscriber that does not listen costs a bounded amount.
 */
import type { Delivery } from './delivery.ts'
import type { Subscription } from './subscription.ts'

/** How often a batch is tried. Source: chosen. */
const attempts = 3

/** Batches that may wait, in the subscription's own size of one. Source: chosen. */
const waitingBatches = 10

/** One extension's stream of telemetry. */
export class Subscriber {
  readonly subscription: Subscription
  readonly #delivery: Delivery
  readonly #droppedItem: (records: number, bytes: number) => string
  #dropped = { records: 0, bytes: 0 }
  #items: string[] = []
  #bytes = 0
  #timer: NodeJS.Timeout | undefined
  #sending: Promise<void> | undefined
  #closed = false

  constructor(
    subscription: Subscription,
    delivery: Delivery,
    droppedItem: (records: number, bytes: number) => string,
  ) {
    this.subscription = subscription
    this.#delivery = delivery
    this.#droppedItem = droppedItem
  }

  /** True while something waits, or is under way. */
  get isBusy(): boolean {
    return this.#sending !== undefined || this.#items.length > 0
  }

  /** Takes one record, as JSON. */
  push(item: string): void {
    if (this.#closed) return
    const { maxItems, maxBytes, timeoutMs } = this.subscription
    if (this.#bytes > waitingBatches * maxBytes) {
      this.#drop(1, item.length)
      return
    }
    this.#items.push(item)
    this.#bytes += item.length
    if (this.#items.length >= maxItems || this.#bytes >= maxBytes) this.#send()
    else this.#timer ??= setTimeout(() => this.#send(), timeoutMs).unref()
  }

  /** Sends what waits. Resolves when it has been taken, or given up. */
  async flush(): Promise<void> {
    this.#send()
    while (this.#sending) await this.#sending
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  #send(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#sending || this.#items.length === 0 || this.#closed) return
    const items = this.#items.splice(0, this.subscription.maxItems)
    if (this.#dropped.records > 0) {
      items.push(this.#droppedItem(this.#dropped.records, this.#dropped.bytes))
      this.#dropped = { records: 0, bytes: 0 }
    }
    const bytes = items.reduce((sum, item) => sum + item.length, 0)
    this.#bytes = Math.max(0, this.#bytes - bytes)
    this.#sending = this.#deliver(items)
      .catch(() => this.#drop(items.length, bytes))
      .finally(() => {
        this.#sending = undefined
        if (this.#items.length > 0) this.#send()
      })
  }

  /** Counts what was lost; the next batch tells. */
  #drop(records: number, bytes: number): void {
    this.#dropped = { records: this.#dropped.records + records, bytes: this.#dropped.bytes + bytes }
  }

  async #deliver(items: readonly string[]): Promise<void> {
    const { destination } = this.subscription
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#delivery.deliver(destination, items)
        return
      } catch (error) {
        if (attempt === attempts || this.#closed) throw error
        await new Promise((resolve) => setTimeout(resolve, 50 * attempt).unref())
      }
    }
  }
}
