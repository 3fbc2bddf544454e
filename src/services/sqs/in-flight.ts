import type { Store } from '../../store/index.ts'
import type { KnownQueue } from './directory.ts'
import { inFlightMax, inFlightRecount } from './limits.ts'

/**
 * How many messages of each queue may be in flight, without counting at each receipt: there are at most as many as there were at
 * the last count, and those received since. AWS's number is approximate too.
 */
export class InFlight {
  readonly #atMost = new Map<string, { count: number; since: number }>()

  /** Whether a queue has room for more messages in flight. */
  async hasRoom(store: Store, { queue, messages }: KnownQueue): Promise<boolean> {
    const known = this.#atMost.get(queue.queueId)
    const ceiling = inFlightMax - inFlightRecount
    if (known && known.since < inFlightRecount && known.count + known.since < ceiling) return true
    // A queue whose messages were never counted here has few; the first ones need no count.
    if (!known) {
      this.#remember(queue.queueId, 0, 0)
      return true
    }
    const { leased } = await store.queueCounts(messages)
    this.#remember(queue.queueId, leased, 0)
    return leased < inFlightMax
  }

  /** Messages were received. */
  add({ queue }: KnownQueue, received: number): void {
    const known = this.#atMost.get(queue.queueId)
    if (known) known.since += received
  }

  #remember(queueId: string, count: number, since: number): void {
    if (this.#atMost.size > 10_000) this.#atMost.clear()
    this.#atMost.set(queueId, { count, since })
  }
}
