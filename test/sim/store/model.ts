/**
 * The store's contract in its simplest form: arrays and maps, one thing at a time. What an engine answers is held against
 * what this answers. Versions, message ids and leases are counted here on their own; the comparison pairs them up.
 */
import type { VirtualClock } from '../../../src/base/virtual-clock.ts'
import type { Change } from '../../../src/store/index.ts'

interface ModelRecord {
  readonly value: unknown
  readonly version: number
  readonly expiresAt: number
}

interface ModelLog {
  first: number
  readonly entries: Array<{ sequence: number; at: number; value: unknown }>
  next: number
}

export interface ModelMessage {
  readonly id: number
  readonly value: unknown
  readonly group: string | undefined
  readonly enqueuedAt: number
  due: number
  lease: number
  deliveryCount: number
  firstDeliveredAt: number | undefined
}

/** Keys are plain texts here; a prefix ends with a slash. */
export class ModelStore {
  readonly #clock: VirtualClock
  readonly #records = new Map<string, ModelRecord>()
  readonly #logs = new Map<string, ModelLog>()
  readonly #queues = new Map<string, ModelMessage[]>()
  readonly #leases = new Map<string, { holder: string; token: number; expiresAt: number }>()
  #count = 0

  constructor(clock: VirtualClock) {
    this.#clock = clock
  }

  get(key: string): { value: unknown; version: number } | null {
    const record = this.#records.get(key)
    if (!record || record.expiresAt <= this.#clock.now()) return null
    return { value: record.value, version: record.version }
  }

  list(prefix: string, reverse: boolean, limit: number): Array<{ key: string; value: unknown }> {
    const keys = [...this.#records.keys()].filter((key) => key.startsWith(prefix)).sort()
    if (reverse) keys.reverse()
    return keys
      .flatMap((key) => {
        const found = this.get(key)
        return found ? [{ key, value: found.value }] : []
      })
      .slice(0, limit)
  }

  log(key: string): ModelLog {
    return this.#logs.get(key) ?? { first: 1, entries: [], next: 1 }
  }

  receive(queue: string, max: number, leaseMs: number): ModelMessage[] {
    const now = this.#clock.now()
    const messages = this.#queue(queue)
    const heads: Array<{ at: number; id: number; take: ModelMessage[] }> = []
    for (const message of messages.filter(({ group }) => group === undefined)) {
      heads.push({ at: message.due, id: message.id, take: [message] })
    }
    for (const [group, members] of Map.groupBy(messages, (message) => message.group)) {
      const [head] = members
      if (group === undefined || !head) continue
      const leasedUntil = Math.max(0, ...members.filter(({ lease }) => lease > 0).map(({ due }) => due))
      const end = members.findIndex(({ due }) => due > now)
      heads.push({
        at: Math.max(head.due, leasedUntil),
        id: head.id,
        take: end < 0 ? members : members.slice(0, end),
      })
    }
    const due = heads.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at || a.id - b.id)
    const taken = due.flatMap(({ take }) => take).slice(0, max)
    const lease = ++this.#count
    for (const message of taken) {
      message.lease = lease
      message.due = now + leaseMs
      message.deliveryCount++
      message.firstDeliveredAt ??= now
    }
    return taken.map((message) => ({ ...message }))
  }

  counts(queue: string): { ready: number; leased: number; delayed: number } {
    const now = this.#clock.now()
    const messages = this.#queue(queue)
    return {
      ready: messages.filter(({ due }) => due <= now).length,
      leased: messages.filter(({ due, lease }) => due > now && lease > 0).length,
      delayed: messages.filter(({ due, lease }) => due > now && lease === 0).length,
    }
  }

  waiting(queue: string): ModelMessage[] {
    return this.#queue(queue)
      .map((message) => ({ ...message }))
      .sort((a, b) => a.enqueuedAt - b.enqueuedAt || a.id - b.id)
  }

  acquire(name: string, holder: string, ttlMs: number): { token: number; expiresAt: number } | undefined {
    const now = this.#clock.now()
    const held = this.#leases.get(name)
    const current = held && held.expiresAt > now ? held : undefined
    if (current && current.holder !== holder) return undefined
    const lease = { holder, token: current?.token ?? ++this.#count, expiresAt: now + ttlMs }
    this.#leases.set(name, lease)
    return { token: lease.token, expiresAt: lease.expiresAt }
  }

  renew(name: string, holder: string, token: number, ttlMs: number): { expiresAt: number } | undefined {
    if (!this.#holds(name, holder, token)) return undefined
    const expiresAt = this.#clock.now() + ttlMs
    this.#leases.set(name, { holder, token, expiresAt })
    return { expiresAt }
  }

  releaseLease(name: string, holder: string, token: number): void {
    const held = this.#leases.get(name)
    if (held?.holder === holder && held.token === token) this.#leases.delete(name)
  }

  /** The changes are an engine's, with this model's versions, ids and tokens in them. */
  commit(
    changes: readonly Change[],
  ): { ok: true; version: number; appended: number[]; enqueued: number[] } | { ok: false; failed: number } {
    const failed = changes.findIndex((change) => !this.#condition(change))
    if (failed >= 0) return { ok: false, failed }
    const version = ++this.#count
    const appended: number[] = []
    const enqueued: number[] = []
    for (const change of changes) this.#apply(change, version, appended, enqueued)
    return { ok: true, version, appended, enqueued }
  }

  #condition(change: Change): boolean {
    switch (change.type) {
      case 'check':
        return (this.get(text(change.key))?.version ?? null) === change.version
      case 'checkLog':
        return this.log(text(change.log)).next === change.next
      case 'acknowledge':
      case 'release':
      case 'extend':
        return this.#leased(change.receipt) !== undefined
      case 'fence':
        return this.#holds(text(change.lease.name), change.lease.holder, change.lease.token)
      default:
        return true
    }
  }

  #apply(change: Change, version: number, appended: number[], enqueued: number[]): void {
    const now = this.#clock.now()
    switch (change.type) {
      case 'set':
        this.#records.set(text(change.key), {
          value: change.value,
          version,
          expiresAt: change.expiresAt ?? Number.POSITIVE_INFINITY,
        })
        break
      case 'delete':
        this.#records.delete(text(change.key))
        break
      case 'deleteRange':
        for (const key of this.#records.keys())
          if (key.startsWith(`${text(change.prefix)}/`)) this.#records.delete(key)
        break
      case 'append': {
        const key = text(change.log)
        const log = this.log(key)
        this.#logs.set(key, log)
        appended.push(log.next)
        for (const value of change.values) log.entries.push({ sequence: log.next++, at: now, value })
        break
      }
      case 'trim': {
        const key = text(change.log)
        const log = this.#logs.get(key)
        if (!log) break
        const { before } = change
        if (before === undefined) this.#logs.delete(key)
        else if (before > log.first) {
          log.first = Math.min(before, log.next)
          log.entries.splice(0, log.entries.filter(({ sequence }) => sequence < before).length)
        }
        break
      }
      case 'enqueue': {
        const id = ++this.#count
        enqueued.push(id)
        this.#queue(text(change.queue)).push({
          id,
          value: change.value,
          group: change.group,
          enqueuedAt: Math.min(now, change.enqueuedAt ?? now),
          due: Math.max(now, change.deliverAt ?? now),
          lease: 0,
          deliveryCount: 0,
          firstDeliveredAt: undefined,
        })
        break
      }
      case 'acknowledge': {
        const messages = this.#queue(text(change.receipt.queue))
        const message = this.#leased(change.receipt)
        if (message) messages.splice(messages.indexOf(message), 1)
        break
      }
      case 'release': {
        const message = this.#leased(change.receipt)
        if (message) Object.assign(message, { lease: 0, due: Math.max(now, change.deliverAt ?? now) })
        break
      }
      case 'extend': {
        const message = this.#leased(change.receipt)
        if (message) message.due = Math.max(now, change.until)
        break
      }
      case 'purge': {
        const { before } = change
        const kept = this.#queue(text(change.queue)).filter(
          ({ enqueuedAt }) => before !== undefined && enqueuedAt >= before,
        )
        this.#queues.set(text(change.queue), kept)
        break
      }
      default:
    }
  }

  #leased({
    queue,
    id,
    lease,
  }: {
    queue: readonly unknown[]
    id: number
    lease: number
  }): ModelMessage | undefined {
    return this.#queue(text(queue)).find(
      (message) => message.id === id && message.lease === lease && lease > 0,
    )
  }

  #holds(name: string, holder: string, token: number): boolean {
    const held = this.#leases.get(name)
    return held?.holder === holder && held.token === token && held.expiresAt > this.#clock.now()
  }

  #queue(key: string): ModelMessage[] {
    let messages = this.#queues.get(key)
    if (!messages) {
      messages = []
      this.#queues.set(key, messages)
    }
    return messages
  }
}

function text(key: readonly unknown[]): string {
  return key.join('/')
}
