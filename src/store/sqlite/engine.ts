import type { DatabaseSync } from 'node:sqlite'
import { unreachable } from '../../base/invariant.ts'
import type { PlannedChange } from '../plan.ts'
import type { CommitResult } from '../types.ts'
import { Blobs } from './blobs.ts'
import { Counters } from './counters.ts'
import { Leases } from './leases.ts'
import { Logs } from './logs.ts'
import type { Request } from './protocol.ts'
import { Queues } from './queues.ts'
import { Records } from './records.ts'

/** How many rows a sweep removes in one transaction, so that commits do not wait long behind it. */
const sweepRows = 500

/** Answers requests, inside whatever transaction is open. Knows SQL only through the shapes of state. */
export class Engine {
  readonly counters: Counters
  readonly #records: Records
  readonly #logs: Logs
  readonly #queues: Queues
  readonly #leases: Leases
  readonly #blobs: Blobs

  constructor(database: DatabaseSync) {
    this.counters = new Counters(database)
    this.#records = new Records(database)
    this.#logs = new Logs(database)
    this.#queues = new Queues(database, this.counters)
    this.#leases = new Leases(database, this.counters)
    this.#blobs = new Blobs(database)
  }

  /**
   * Ends what was under a lease of the process that had this database before: only one has it at a time, so that one is no more. Inside a
   * transaction, before anything is asked.
   */
  endLeasesOfOthers(now: number): void {
    this.#leases.endAll()
    this.#queues.endLeasesOfProcess(now)
  }

  /** Whether messages are leased that no other connection of the database knows of. */
  get holdsMessages(): boolean {
    return this.#queues.memoryLeases.any
  }

  /** Whether leases of messages are to be written that are in memory yet. */
  get hasLeasesToWrite(): boolean {
    return this.#queues.memoryLeases.anyLasting
  }

  /** Writes some of them, up to that of a version, inside a transaction. Answers how many. */
  writeLeases(upTo: number, most: number): number {
    return this.#queues.writeLeases(upTo, most)
  }

  /** To be called at the end of each transaction that writes, within it. */
  beforeCommit(): void {
    this.counters.save()
  }

  afterCommit(): void {
    this.#queues.memoryLeases.committed()
  }

  afterRollback(): void {
    this.counters.load()
    this.#queues.memoryLeases.rolledBack()
    this.#queues.forget()
    this.#records.forget()
  }

  answer(request: Request): unknown {
    switch (request.name) {
      case 'get':
        return request.ask.keys.map((key) => this.#records.get(key, request.ask.now))
      case 'list':
        return this.#records.list(request.ask, request.ask.now)
      case 'readLog':
        return this.#logs.read(request.ask)
      case 'logBounds':
        return this.#logs.bounds(request.ask.log)
      case 'peek':
        return this.#queues.peek(request.ask.queue, request.ask.limit)
      case 'queueCounts':
        return this.#queues.counts(request.ask.queue, request.ask.now)
      case 'oldestEnqueuedAt':
        return this.#queues.oldestEnqueuedAt(request.ask.queue)
      case 'nextDeliveryAt':
        return this.#queues.nextDeliveryAt(request.ask.queue)
      case 'findMessage':
        return this.#queues.find(request.ask.queue, request.ask.id)
      case 'findBlob':
        return this.#blobs.find(request.ask.hash)
      case 'readBlobBlock':
        return this.#blobs.block(request.ask.hash, request.ask.block)
      case 'blobFiles':
        return this.#blobs.files(request.ask.after, request.ask.limit)
      case 'sweepAt':
        return this.#sweepAt(request.ask.graceMs)
      case 'commit':
        return this.#commit(request.ask.changes, request.ask.now)
      case 'receive': {
        const { queue, max, leaseMs, now, ofThisProcess, durable } = request.ask
        return this.#queues.receive(queue, max, { leaseMs, ofThisProcess, durable }, now)
      }
      case 'acquireLease': {
        const { name, holder, ttlMs, now } = request.ask
        return this.#leases.acquire(name, holder, ttlMs, now)
      }
      case 'renewLease': {
        const { name, holder, token, ttlMs, now } = request.ask
        return this.#leases.renew(name, holder, token, ttlMs, now)
      }
      case 'releaseLease':
        this.#leases.release(request.ask.name, request.ask.holder, request.ask.token)
        return null
      case 'addBlob':
        return this.#blobs.add(request.ask)
      case 'sweepSome':
        return this.#sweep(request.ask.now, request.ask.graceMs)
      default:
        return unreachable(request, 'The store was asked for something that it does not know')
    }
  }

  #commit(changes: readonly PlannedChange[], now: number): CommitResult {
    for (const [index, change] of changes.entries()) {
      if (!this.#holds(change, now)) return { ok: false, failed: index }
    }
    const version = this.counters.nextVersion()
    const appended: number[] = []
    const enqueued: number[] = []
    for (const change of changes) {
      switch (change.type) {
        case 'append':
          appended.push(this.#logs.append(change.log, change.values, now))
          break
        case 'enqueue':
          enqueued.push(this.#queues.enqueue(change, now))
          break
        default:
          this.#apply(change, version, now)
      }
    }
    return { ok: true, version, appended, enqueued }
  }

  /** Whether the condition in a change is met; true for a change without one. */
  #holds(change: PlannedChange, now: number): boolean {
    switch (change.type) {
      case 'check':
        return this.#records.version(change.key, now) === change.version
      case 'checkLog':
        return this.#logs.bounds(change.log).next === change.next
      case 'acknowledge':
      case 'release':
      case 'extend':
        return this.#queues.holds(change)
      case 'fence':
        return this.#leases.holds(change.name, change.holder, change.token, now)
      case 'hold':
        return this.#blobs.exists(change.blob)
      default:
        return true
    }
  }

  #apply(change: PlannedChange, version: number, now: number): void {
    switch (change.type) {
      case 'set':
        this.#records.set(change.key, change.value, version, change.expiresAt)
        break
      case 'delete':
        this.#records.delete(change.key)
        break
      case 'deleteRange':
        this.#records.deleteRange(change.low, change.high)
        break
      case 'trim':
        this.#logs.trim(change.log, change.before)
        break
      case 'acknowledge':
        this.#queues.acknowledge(change)
        break
      case 'release':
        this.#queues.release(change, change.deliverAt, now)
        break
      case 'extend':
        this.#queues.extend(change, change.until, now)
        break
      case 'purge':
        this.#queues.purge(change.queue, change.before)
        break
      case 'hold':
        this.#blobs.hold(change.blob, change.holder)
        break
      case 'drop':
        this.#blobs.drop(change.blob, change.holder, now)
        break
    }
  }

  #sweep(now: number, graceMs: number): { files: string[]; more: boolean } {
    const records = this.#records.sweep(now, sweepRows)
    const { files, removed } = this.#blobs.sweep(now - graceMs, sweepRows)
    const more = records === sweepRows || removed === sweepRows
    if (!more) {
      this.#leases.sweep(now)
      this.#queues.sweep()
    }
    return { files, more }
  }

  #sweepAt(graceMs: number): number | null {
    const unheld = this.#blobs.oldestUnheld()
    const instants = [this.#records.sweepAt(), unheld === null ? null : unheld + graceMs]
    const known = instants.filter((instant) => instant !== null)
    return known.length === 0 ? null : Math.min(...known)
  }
}
