/**
 * Leases that only this process has any use for, and that need not be on the disk: they are here, in the memory of the writer's thread, and a message's row
 * is not written until the message is ended or given back. A crash leaves such messages as if nobody had received them. Of messages without a group alone.
 */
import type { EncodedKey } from '../key.ts'

export interface MemoryLease {
  readonly lease: number
  /** Unit: milliseconds since the epoch, both. */
  readonly until: number
  readonly since: number
}

const none: ReadonlyMap<number, MemoryLease> = new Map()

export class MemoryLeases {
  readonly #queues = new Map<EncodedKey, Map<number, MemoryLease>>()
  /** What the open transaction has changed, as it was before. */
  #before: Array<readonly [queue: EncodedKey, id: number, lease: MemoryLease | undefined]> = []

  /** Whether there is any. */
  get any(): boolean {
    return this.#queues.size > 0
  }

  /** By the ids of messages. A lease that has run out is here until somebody takes the message. */
  of(queue: EncodedKey): ReadonlyMap<number, MemoryLease> {
    return this.#queues.get(queue) ?? none
  }

  set(queue: EncodedKey, id: number, lease: MemoryLease): void {
    this.#change(queue, id, lease)
  }

  end(queue: EncodedKey, id: number): void {
    this.#change(queue, id, undefined)
  }

  committed(): void {
    this.#before = []
  }

  /** All is as it was before the transaction: what it received may not even be there. */
  rolledBack(): void {
    const changes = this.#before.reverse()
    for (const [queue, id, lease] of changes) this.#put(queue, id, lease)
    this.#before = []
  }

  #change(queue: EncodedKey, id: number, lease: MemoryLease | undefined): void {
    this.#before.push([queue, id, this.of(queue).get(id)])
    this.#put(queue, id, lease)
  }

  #put(queue: EncodedKey, id: number, lease: MemoryLease | undefined): void {
    const leases = this.#queues.get(queue) ?? new Map<number, MemoryLease>()
    if (lease === undefined) leases.delete(id)
    else leases.set(id, lease)
    if (leases.size === 0) this.#queues.delete(queue)
    else this.#queues.set(queue, leases)
  }
}
