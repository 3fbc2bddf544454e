/**
 * Leases that need not be on the disk at once: they are here, in the memory of the writer's thread, and a message's row says nothing of them until they are
 * written. Most messages are ended before that, and their rows are never written. Those of use to this process alone never are. A crash
 * leaves messages that are leased here as if nobody had received them. Of messages without a group alone.
 */
import type { EncodedKey } from '../key.ts'

export interface MemoryLease {
  readonly lease: number
  /** Unit: milliseconds since the epoch, both. */
  readonly until: number
  readonly since: number
  readonly ofThisProcess: boolean
}

/** Where a message's row stands in its queue: those that are due first come first, then by their ids. */
export interface Place {
  readonly due: number
  readonly id: number
}

const none: ReadonlyMap<number, MemoryLease> = new Map()
const beforeAll: Place = { due: Number.MIN_SAFE_INTEGER, id: 0 }

export class MemoryLeases {
  readonly #queues = new Map<EncodedKey, HeldQueue>()
  #lasting = 0
  /** What the open transaction has changed, as it was before. */
  #before: Array<readonly [queue: EncodedKey, id: number, lease: MemoryLease | undefined]> = []

  /** Whether there is any. */
  get any(): boolean {
    return this.#queues.size > 0
  }

  /** Whether there is any that is to be written. */
  get anyLasting(): boolean {
    return this.#lasting > 0
  }

  /** By the ids of messages. A lease that has run out is here until somebody asks for messages. */
  of(queue: EncodedKey): ReadonlyMap<number, MemoryLease> {
    return this.#queues.get(queue)?.leases ?? none
  }

  set(queue: EncodedKey, id: number, lease: MemoryLease): void {
    this.#change(queue, id, lease)
  }

  end(queue: EncodedKey, id: number): void {
    this.#change(queue, id, undefined)
  }

  /** The messages of a queue whose leases have run out. */
  runOut(queue: EncodedKey, now: number): number[] {
    return this.#queues.get(queue)?.runOut(now) ?? []
  }

  /** Messages whose leases are to be written, of those that have a number up to this one. */
  toWrite(upTo: number, most: number): Array<readonly [queue: EncodedKey, id: number]> {
    const found: Array<readonly [queue: EncodedKey, id: number]> = []
    for (const [queue, { leases }] of this.#queues) {
      for (const [id, { lease, ofThisProcess }] of leases) {
        if (found.length === most) return found
        if (!ofThisProcess && lease <= upTo) found.push([queue, id])
      }
    }
    return found
  }

  /** All messages of the queue up to this place are leased here: who looks for one that is not begins behind it. */
  skipped(queue: EncodedKey): Place {
    return this.#queues.get(queue)?.skipped ?? beforeAll
  }

  /** The message at a place is not to be found there any more, nor is any before it. */
  skip(queue: EncodedKey, place: Place): void {
    const held = this.#queues.get(queue)
    if (held !== undefined) held.skipped = place
  }

  /** A message has come to stand at a place. */
  stands(queue: EncodedKey, { due, id }: Place): void {
    const held = this.#queues.get(queue)
    if (held === undefined || !isUpTo({ due, id }, held.skipped)) return
    held.skipped = { due, id: id - 1 }
  }

  committed(): void {
    this.#before = []
  }

  /** All is as it was before the transaction: what it received may not even be there. */
  rolledBack(): void {
    const changes = this.#before.reverse()
    for (const [queue, id, lease] of changes) this.#put(queue, id, lease)
    this.#before = []
    for (const held of this.#queues.values()) held.skipped = beforeAll
  }

  #change(queue: EncodedKey, id: number, lease: MemoryLease | undefined): void {
    this.#before.push([queue, id, this.#put(queue, id, lease)])
  }

  /** Answers what was there. */
  #put(queue: EncodedKey, id: number, lease: MemoryLease | undefined): MemoryLease | undefined {
    let held = this.#queues.get(queue)
    const before = held?.leases.get(id)
    if (before?.ofThisProcess === false) this.#lasting--
    if (lease?.ofThisProcess === false) this.#lasting++
    if (lease !== undefined) {
      if (held === undefined) {
        held = new HeldQueue()
        this.#queues.set(queue, held)
      }
      held.put(id, lease)
    } else if (held?.leases.delete(id) && held.leases.size === 0) this.#queues.delete(queue)
    return before
  }
}

/** What of one queue is leased in memory. */
class HeldQueue {
  readonly leases = new Map<number, MemoryLease>()
  skipped: Place = beforeAll
  /** None runs out before this instant. Unit: milliseconds since the epoch. */
  #firstEnd = Number.POSITIVE_INFINITY

  put(id: number, lease: MemoryLease): void {
    this.leases.set(id, lease)
    this.#firstEnd = Math.min(this.#firstEnd, lease.until)
  }

  runOut(now: number): number[] {
    if (this.#firstEnd > now) return []
    this.#firstEnd = Number.POSITIVE_INFINITY
    const ids: number[] = []
    for (const [id, { until }] of this.leases) {
      if (until <= now) ids.push(id)
      this.#firstEnd = Math.min(this.#firstEnd, until)
    }
    return ids
  }
}

function isUpTo(place: Place, other: Place): boolean {
  return place.due < other.due || (place.due === other.due && place.id <= other.id)
}
