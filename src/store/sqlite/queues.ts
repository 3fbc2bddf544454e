/**
 * Queues. A message has one instant, `due`: when it is receivable, or when its lease ends. Receiving is reading the
 * index of that instant, and no lease needs sweeping when it ends.
 *
 * Messages of a group stand behind each other. Such messages are not in that index; their group is, with the instant
 * at which its first message is receivable and none of the group is leased. Whatever changes a message of a
 * group computes that instant anew (see {@link Queues.#settle}).
 *
 * Leases of messages without a group that need not be on the disk at once are in memory (memory-leases.ts): their rows say nothing of
 * them until they are written. To lease and to end a message takes the writer half of the processor's time that it takes with a lease in its row.
 *
 * No statement that is run often has a RETURNING: SQLite makes a table for its rows at every run, which costs more than reading them.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { MessageRow } from '../backend.ts'
import { type EncodedKey, keyFromBytes, keyToBytes } from '../key.ts'
import type { QueueCounts, StoredValue } from '../types.ts'
import type { Counters } from './counters.ts'
import { type MemoryLease, MemoryLeases, type Place } from './memory-leases.ts'
import { Query } from './sql.ts'

type Row = [
  id: number,
  value: StoredValue,
  group: Uint8Array | null,
  enqueuedAt: number,
  due: number,
  lease: number,
  count: number,
  firstAt: number | null,
]

interface NewMessage {
  readonly queue: EncodedKey
  readonly value: StoredValue
  readonly deliverAt: number | null
  readonly group: EncodedKey | null
  readonly enqueuedAt: number | null
}

interface LeasedMessage {
  readonly queue: EncodedKey
  readonly id: number
  readonly lease: number
}

/** For how long received messages are leased, and whether the lease is worth nothing without this process. */
interface LeaseWish {
  readonly leaseMs: number
  readonly ofThisProcess: boolean
  readonly durable: boolean
}

const columns = 'id, value, grp, enqueued_at, due, lease, count, first_at'

/** How many queues' numbers are remembered; then all are forgotten. Source: chosen; one takes about 200 bytes. */
const rememberedQueues = 1000

export class Queues {
  readonly memoryLeases = new MemoryLeases()
  readonly #counters: Counters
  readonly #queue: Query<[id: number]>
  readonly #createQueue: Query<[]>
  readonly #add: Query<[]>
  readonly #addGroup: Query<[]>
  readonly #singles: Query<Row>
  readonly #dueGroups: Query<[head: number, readyAt: number, group: Uint8Array]>
  readonly #inGroup: Query<Row>
  readonly #head: Query<[id: number, due: number]>
  readonly #lease: Query<[]>
  readonly #holds: Query<[one: number]>
  readonly #leased: Query<[group: Uint8Array | null, queue: number]>
  readonly #remove: Query<[]>
  readonly #move: Query<[]>
  readonly #giveBack: Query<[]>
  readonly #leasedUntil: Query<[due: number | null]>
  readonly #settleGroup: Query<[]>
  readonly #removeGroup: Query<[]>
  readonly #purge: Query<[]>
  readonly #purgeOld: Query<[id: number, group: Uint8Array | null]>
  readonly #oldest: Query<[enqueuedAt: number]>
  readonly #purgeGroups: Query<[]>
  readonly #peek: Query<Row>
  readonly #find: Query<Row>
  readonly #countSingles: Query<[ready: number, leased: number, delayed: number]>
  readonly #countGrouped: Query<[ready: number, leased: number, delayed: number]>
  readonly #nextGroup: Query<[readyAt: number]>
  readonly #sweep: Query<[]>
  readonly #endOfProcess: Query<[group: Uint8Array | null, queue: number]>
  /** The numbers of queues that were written to lately: looking them up is a sixth of adding a message. The writer alone makes and removes queues. */
  readonly #queueIds = new Map<EncodedKey, number>()

  constructor(database: DatabaseSync, counters: Counters) {
    this.#counters = counters
    const query = <R extends readonly unknown[]>(sql: string) => new Query<R>(database, sql)
    this.#queue = query('SELECT id FROM queue WHERE key = ?')
    this.#createQueue = query('INSERT INTO queue (key) VALUES (?)')
    this.#add = query(
      'INSERT INTO message (id, queue, grp, value, enqueued_at, due) VALUES (?, ?, ?, ?, ?, ?)',
    )
    this.#addGroup = query(
      'INSERT INTO message_group (queue, grp, ready_at, head) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
    )
    this.#singles = query(
      `SELECT ${columns} FROM message WHERE queue = ? AND grp IS NULL AND due <= ? AND (due, id) > (?, ?)
       ORDER BY due, id LIMIT ?`,
    )
    this.#dueGroups = query(
      `SELECT head, ready_at, grp FROM message_group WHERE queue = ? AND ready_at <= ?
       ORDER BY ready_at, head LIMIT ?`,
    )
    this.#inGroup = query(`SELECT ${columns} FROM message WHERE queue = ? AND grp = ? ORDER BY id LIMIT ?`)
    this.#head = query('SELECT id, due FROM message WHERE queue = ? AND grp = ? ORDER BY id LIMIT 1')
    this.#lease = query(
      `UPDATE message SET lease = ?, due = ?, of_process = ?, count = count + 1, first_at = coalesce(first_at, ?)
       WHERE id = ?`,
    )
    this.#holds = query(
      `SELECT 1 FROM message WHERE id = ? AND lease = ? AND lease > 0
       AND queue = (SELECT id FROM queue WHERE key = ?)`,
    )
    this.#leased = query('SELECT grp, queue FROM message WHERE id = ? AND lease = ?')
    this.#remove = query('DELETE FROM message WHERE id = ?')
    this.#move = query('UPDATE message SET due = ?, lease = ? WHERE id = ?')
    // What was received is counted now, as what was received otherwise has been.
    this.#giveBack = query(
      'UPDATE message SET due = ?, lease = 0, count = count + 1, first_at = coalesce(first_at, ?) WHERE id = ?',
    )
    this.#leasedUntil = query('SELECT max(due) FROM message WHERE queue = ? AND grp = ? AND lease > 0')
    this.#settleGroup = query('UPDATE message_group SET ready_at = ?, head = ? WHERE queue = ? AND grp = ?')
    this.#removeGroup = query('DELETE FROM message_group WHERE queue = ? AND grp = ?')
    this.#purge = query('DELETE FROM message WHERE queue = ?')
    this.#purgeGroups = query('DELETE FROM message_group WHERE queue = ?')
    this.#purgeOld = query('DELETE FROM message WHERE queue = ? AND enqueued_at < ? RETURNING id, grp')
    this.#oldest = query('SELECT enqueued_at FROM message WHERE queue = ? ORDER BY enqueued_at LIMIT 1')
    this.#peek = query(`SELECT ${columns} FROM message WHERE queue = ? ORDER BY enqueued_at, id LIMIT ?`)
    this.#find = query(
      `SELECT ${columns} FROM message WHERE id = ? AND queue = (SELECT id FROM queue WHERE key = ?)`,
    )
    const counts = `count(*) FILTER (WHERE due <= ?1), count(*) FILTER (WHERE due > ?1 AND lease > 0),
      count(*) FILTER (WHERE due > ?1 AND lease = 0) FROM message WHERE queue = ?2`
    this.#countSingles = query(`SELECT ${counts} AND grp IS NULL`)
    this.#countGrouped = query(`SELECT ${counts} AND grp IS NOT NULL`)
    this.#nextGroup = query('SELECT ready_at FROM message_group WHERE queue = ? ORDER BY ready_at LIMIT 1')
    this.#sweep = query(
      'DELETE FROM queue WHERE NOT EXISTS (SELECT 1 FROM message WHERE message.queue = queue.id)',
    )
    this.#endOfProcess = query(
      'UPDATE message SET due = min(due, ?), lease = 0 WHERE of_process = 1 AND lease > 0 RETURNING grp, queue',
    )
  }

  /** Answers the message's id. */
  enqueue({ queue, value, deliverAt, group, enqueuedAt }: NewMessage, now: number): number {
    const queueId = this.#knownId(queue) ?? this.#create(queue)
    const id = this.#counters.nextMessage()
    const due = Math.max(deliverAt ?? now, now)
    const grp = group === null ? null : keyToBytes(group)
    this.#add.run(id, queueId, grp, value, Math.min(enqueuedAt ?? now, now), due)
    // A group that is there already has an earlier head, and a later message changes nothing about that.
    if (grp !== null) this.#addGroup.run(queueId, grp, due, id)
    else this.memoryLeases.stands(queue, { due, id })
    return id
  }

  receive(queue: EncodedKey, max: number, wish: LeaseWish, now: number): MessageRow[] {
    const queueId = this.#knownId(queue)
    if (queueId === undefined || max === 0) return []
    // They stand in line again, behind those that have been due for longer.
    for (const id of this.memoryLeases.runOut(queue, now)) this.#writeLease(queue, id)
    const singles = this.#free(queue, queueId, max, now)
    const groups = this.#dueGroups.all(queueId, now, max)
    if (singles.length === 0 && groups.length === 0) return []
    const isWritten = wish.durable || groups.length > 0
    const lease: MemoryLease = {
      lease: isWritten ? this.#counters.nextVersion() : this.#counters.nextUnwritten(),
      until: now + wish.leaseMs,
      since: now,
      ofThisProcess: wish.ofThisProcess,
    }
    const received: MessageRow[] = []
    for (let [nextSingle, nextGroup] = [0, 0]; received.length < max; ) {
      const single = singles[nextSingle]
      const group = groups[nextGroup]
      if (single !== undefined && (group === undefined || isBefore(placeOf(single), group))) {
        nextSingle++
        received.push(this.#leaseSingle(queue, single, lease, wish.durable))
      } else if (group !== undefined) {
        nextGroup++
        received.push(...this.#leaseGroup(queueId, group[2], max - received.length, lease))
      } else break
    }
    return received
  }

  /** Whether the lease is still the message's latest: it may have run out, as long as nobody took the message. */
  holds({ queue, id, lease }: LeasedMessage): boolean {
    const held = this.memoryLeases.of(queue).get(id)
    if (held !== undefined) return held.lease === lease
    return this.#holds.get(id, lease, keyToBytes(queue)) !== undefined
  }

  acknowledge({ queue, id, lease }: LeasedMessage): void {
    if (this.memoryLeases.of(queue).has(id)) {
      this.memoryLeases.end(queue, id)
      this.#remove.run(id)
      return
    }
    const leased = this.#leased.get(id, lease)
    if (leased === undefined) return
    this.#remove.run(id)
    this.#afterwards(leased)
  }

  release({ queue, id, lease }: LeasedMessage, deliverAt: number | null, now: number): void {
    const due = Math.max(deliverAt ?? now, now)
    const held = this.memoryLeases.of(queue).get(id)
    if (held === undefined) {
      this.#moveLeased(queue, id, lease, { due, lease: 0 })
      return
    }
    this.memoryLeases.end(queue, id)
    this.#giveBack.run(due, held.since, id)
    this.memoryLeases.stands(queue, { due, id })
  }

  extend({ queue, id, lease }: LeasedMessage, until: number, now: number): void {
    const due = Math.max(until, now)
    const held = this.memoryLeases.of(queue).get(id)
    if (held?.ofThisProcess) this.memoryLeases.set(queue, id, { ...held, until: due })
    else {
      // A commit is on the disk when it is answered, so the lease that it extends has to be.
      if (held !== undefined) this.#writeLease(queue, id)
      this.#moveLeased(queue, id, lease, { due, lease })
    }
  }

  /** Writes leases of which a message's row says nothing yet, of those up to a number. Answers how many it wrote. */
  writeLeases(upTo: number, most: number): number {
    const leased = this.memoryLeases.toWrite(upTo, most)
    for (const [queue, id] of leased) this.#writeLease(queue, id)
    return leased.length
  }

  purge(queue: EncodedKey, before: number | null): void {
    const queueId = this.#knownId(queue)
    if (queueId === undefined) return
    if (before !== null) {
      const purged = this.#purgeOld.all(queueId, before)
      for (const [id] of purged) this.memoryLeases.end(queue, id)
      const groups = purged.flatMap(([, group]) => group ?? [])
      const distinct = new Map(groups.map((group) => [keyFromBytes(group), group]))
      for (const group of distinct.values()) this.#settle(queueId, group)
      return
    }
    for (const id of [...this.memoryLeases.of(queue).keys()]) this.memoryLeases.end(queue, id)
    this.#purge.run(queueId)
    this.#purgeGroups.run(queueId)
  }

  peek(queue: EncodedKey, limit: number): MessageRow[] {
    const queueId = this.#queueId(queue)
    if (queueId === undefined) return []
    const held = this.memoryLeases.of(queue)
    return this.#peek.all(queueId, limit).map((row) => withLease(messageRow(row), held.get(row[0])))
  }

  find(queue: EncodedKey, id: number): MessageRow | null {
    const row = this.#find.get(id, keyToBytes(queue))
    return row === undefined ? null : withLease(messageRow(row), this.memoryLeases.of(queue).get(id))
  }

  counts(queue: EncodedKey, now: number): QueueCounts {
    const queueId = this.#queueId(queue)
    const counts = { ready: 0, leased: 0, delayed: 0 }
    if (queueId === undefined) return counts
    for (const query of [this.#countSingles, this.#countGrouped]) {
      const [ready, leased, delayed] = query.get(now, queueId) ?? [0, 0, 0]
      counts.ready += ready
      counts.leased += leased
      counts.delayed += delayed
    }
    // Their rows have been due since before they were leased.
    for (const { until } of this.memoryLeases.of(queue).values()) {
      if (until <= now || counts.ready === 0) continue
      counts.ready--
      counts.leased++
    }
    return counts
  }

  oldestEnqueuedAt(queue: EncodedKey): number | null {
    const queueId = this.#queueId(queue)
    return queueId === undefined ? null : (this.#oldest.get(queueId)?.[0] ?? null)
  }

  nextDeliveryAt(queue: EncodedKey): number | null {
    const queueId = this.#queueId(queue)
    if (queueId === undefined) return null
    const instants = Array.from(this.memoryLeases.of(queue).values(), ({ until }) => until)
    for (const single of this.#free(queue, queueId, 1, Number.MAX_SAFE_INTEGER))
      instants.push(placeOf(single).due)
    const group = this.#nextGroup.get(queueId)?.[0]
    if (group !== undefined) instants.push(group)
    return instants.length === 0 ? null : instants.reduce((one, other) => Math.min(one, other))
  }

  /** Makes receivable what a process held that is no more. */
  endLeasesOfProcess(now: number): void {
    for (const ended of this.#endOfProcess.all(now)) this.#afterwards(ended)
  }

  /** Forgets queues that are empty. */
  sweep(): void {
    this.#sweep.run()
    this.forget()
  }

  /** What was made since the transaction began is not there. */
  forget(): void {
    this.#queueIds.clear()
  }

  /** Leases a message without a group. */
  #leaseSingle(queue: EncodedKey, single: Row, lease: MemoryLease, durable: boolean): MessageRow {
    const place = placeOf(single)
    if (durable) {
      this.#writeInto(place.id, lease)
      this.memoryLeases.stands(queue, { due: lease.until, id: place.id })
    } else {
      this.memoryLeases.set(queue, place.id, lease)
      this.memoryLeases.skip(queue, place)
    }
    return withLease(messageRow(single), lease)
  }

  /** Leases the first messages of a group that are due one behind the other. */
  #leaseGroup(queueId: number, group: Uint8Array, max: number, lease: MemoryLease): MessageRow[] {
    const rows = this.#inGroup.all(queueId, group, max)
    const end = rows.findIndex((row) => placeOf(row).due > lease.since)
    const due = end < 0 ? rows : rows.slice(0, end)
    for (const row of due) this.#writeInto(placeOf(row).id, lease)
    this.#settle(queueId, group)
    return due.map((row) => withLease(messageRow(row), lease))
  }

  /** Messages without a group that nobody holds in memory, and that are due by an instant: the first ones. */
  #free(queue: EncodedKey, queueId: number, max: number, dueBy: number): Row[] {
    const held = this.memoryLeases.of(queue)
    let { due, id } = this.memoryLeases.skipped(queue)
    const free: Row[] = []
    // Few stand among those that are held: the first look mostly finds enough, and the second one does.
    for (let limit = max; ; limit = max + held.size) {
      const rows = this.#singles.all(queueId, dueBy, due, id, limit)
      for (const row of rows) if (free.length < max && !held.has(row[0])) free.push(row)
      const last = rows.at(-1)
      if (last === undefined || free.length === max || rows.length < limit) return free
      ;({ due, id } = placeOf(last))
    }
  }

  /** Writes a lease in memory into its message's row. */
  #writeLease(queue: EncodedKey, id: number): void {
    const held = this.memoryLeases.of(queue).get(id)
    if (held === undefined) return
    this.memoryLeases.end(queue, id)
    this.#writeInto(id, held)
    this.memoryLeases.stands(queue, { due: held.until, id })
  }

  #writeInto(id: number, { lease, until, since, ofThisProcess }: MemoryLease): void {
    this.#lease.run(lease, until, Number(ofThisProcess), since, id)
  }

  /** Changes the instant and the lease of a message that is leased in its row. */
  #moveLeased(queue: EncodedKey, id: number, lease: number, to: { due: number; lease: number }): void {
    const leased = this.#leased.get(id, lease)
    if (leased === undefined) return
    this.#move.run(to.due, to.lease, id)
    if (leased[0] === null) this.memoryLeases.stands(queue, { due: to.due, id })
    else this.#afterwards(leased)
  }

  #queueId(queue: EncodedKey): number | undefined {
    return this.#queue.get(keyToBytes(queue))?.[0]
  }

  /** The same from memory. Only for what the writer alone does. */
  #knownId(queue: EncodedKey): number | undefined {
    const known = this.#queueIds.get(queue)
    if (known !== undefined) return known
    const id = this.#queueId(queue)
    return id === undefined ? undefined : this.#remember(queue, id)
  }

  #create(queue: EncodedKey): number {
    return this.#remember(queue, this.#createQueue.insert(keyToBytes(queue)))
  }

  #remember(queue: EncodedKey, id: number): number {
    if (this.#queueIds.size >= rememberedQueues) this.#queueIds.clear()
    this.#queueIds.set(queue, id)
    return id
  }

  #afterwards(changed: [group: Uint8Array | null, queue: number] | undefined): void {
    if (changed === undefined || changed[0] === null) return
    this.#settle(changed[1], changed[0])
  }

  /** Computes when a group is receivable, after one of its messages has changed. */
  #settle(queueId: number, group: Uint8Array): void {
    const head = this.#head.get(queueId, group)
    if (head === undefined) {
      this.#removeGroup.run(queueId, group)
      return
    }
    const leasedUntil = this.#leasedUntil.get(queueId, group)?.[0] ?? 0
    this.#settleGroup.run(Math.max(head[1], leasedUntil), head[0], queueId, group)
  }
}

function placeOf([id, , , , due]: Row): Place {
  return { due, id }
}

/** Whether a message is received before a group, which counts as its first message. */
function isBefore(
  { due, id }: Place,
  [head, readyAt]: readonly [head: number, readyAt: number, group: Uint8Array],
): boolean {
  return due < readyAt || (due === readyAt && id < head)
}

function messageRow([id, value, group, enqueuedAt, due, lease, count, firstAt]: Row): MessageRow {
  return {
    id,
    value,
    group: group === null ? null : keyFromBytes(group),
    enqueuedAt,
    due,
    lease,
    count,
    firstAt,
  }
}

/** A message whose row says nothing of its lease yet, with that lease. */
function withLease(row: MessageRow, held: MemoryLease | undefined): MessageRow {
  if (held === undefined) return row
  const { lease, until, since } = held
  return { ...row, due: until, lease, count: row.count + 1, firstAt: row.firstAt ?? since }
}
