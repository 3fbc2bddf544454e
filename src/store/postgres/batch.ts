/**
 * Puts commits together that can run in one transaction, and writes them down as the database function wants them.
 *
 * All conditions of a batch are tested first, so a commit joins only if none of its conditions looks at what an
 * earlier commit of the batch changes. Then the changes are made kind by kind, in stages: a change at a place that an
 * earlier change of the batch altered stands in a later stage. Most batches have a single stage.
 */
import type { EncodedKey } from '../key.ts'
import type { PlannedChange } from '../plan.ts'
import type { CommitResult, StoredValue } from '../types.ts'
import { storedBytes } from '../value.ts'
import { lockClass } from './lock-classes.ts'
import { groupId, nameId } from './names.ts'
import { type Place, placeOf } from './place.ts'

/** Locks that a batch takes at most: the server's table of locks is shared by all its connections. */
const locksMax = 400

/** Commits in a batch, so that the first need not wait long for the last. */
const commitsMax = 256

/** Values in a batch. Unit: bytes. */
const bytesMax = 1024 * 1024

/** A commit that waits for its turn. */
export interface PendingCommit {
  readonly changes: readonly PlannedChange[]
  readonly now: number
}

type Row = Readonly<Record<string, unknown>>

/** What the database function answers. `at`: its clock. Unit: milliseconds since the epoch. */
export interface BatchAnswer {
  readonly refusals: Readonly<Record<string, number>>
  readonly versions?: readonly number[]
  readonly appended?: ReadonlyArray<readonly [order: number, first: number]>
  readonly enqueued?: ReadonlyArray<readonly [order: number, id: number]>
  readonly at: number
}

/** A batch in the making. */
export class Batch<Commit extends PendingCommit> {
  readonly commits: Commit[] = []
  readonly #locks = new Map<string, [lock: number, hash: number, alone: 0 | 1]>()
  /** The first stage after the last change at a place itself, and at or below it. */
  readonly #changedAt = new Map<string, number>()
  readonly #changedBelow = new Map<string, number>()
  readonly #rows: Record<string, Row[]> = {}
  #bytes = 0
  #stages = 0
  #appends = 0
  #enqueues = 0
  /** Which outputs belong to which commit: how many there were before it. */
  readonly #outputs: Array<{ appends: number; enqueues: number }> = []

  /** Takes a commit in, or answers false: it must go with a later batch. The first one is always taken. */
  add(commit: Commit): boolean {
    const places = commit.changes.map(placeOf)
    if (this.commits.length > 0 && !this.#fits(commit, places)) return false
    const index = this.commits.push(commit) - 1
    this.#outputs.push({ appends: this.#appends, enqueues: this.#enqueues })
    for (const [position, change] of commit.changes.entries()) {
      const place = places[position]
      if (place === undefined) continue
      this.#lock(place)
      const stage = isChange(change) ? this.#stageOf(place) : 0
      this.#stages = Math.max(this.#stages, stage + 1)
      this.#write(change, { c: index, i: position, s: stage }, commit.now)
    }
    return true
  }

  /** The document for the database. `notify`: what other nodes are told when something was done. */
  document(notify: readonly string[]): string {
    const locks =
      this.#locks.size > locksMax
        ? [[lockClass.everything, 0, 1]]
        : [[lockClass.everything, 0, 0], ...this.#locks.values()]
    return JSON.stringify({
      commits: this.commits.length,
      stages: this.#stages,
      locks,
      notify,
      ...this.#rows,
    })
  }

  /** What each commit gets to hear. */
  results(answer: BatchAnswer): CommitResult[] {
    const appended = ordered(answer.appended)
    const enqueued = ordered(answer.enqueued)
    return this.commits.map((_, index) => {
      const failed = answer.refusals[index]
      if (failed !== undefined) return { ok: false, failed }
      const from = this.#outputs[index]
      const to = this.#outputs[index + 1]
      return {
        ok: true,
        version: answer.versions?.[index] ?? 0,
        appended: appended.slice(from?.appends, to?.appends),
        enqueued: enqueued.slice(from?.enqueues, to?.enqueues),
      }
    })
  }

  #fits(commit: Commit, places: readonly Place[]): boolean {
    if (this.commits.length >= commitsMax || this.#bytes >= bytesMax) return false
    if (this.#locks.size + 3 * places.length > locksMax) return false
    return !commit.changes.some((change, index) => {
      const place = places[index]
      return isCondition(change) && place !== undefined && this.#stageAfter(place) > 0
    })
  }

  #lock(place: Place): void {
    for (const [depth, step] of place.path.entries()) {
      const alone = place.alone && depth === place.path.length - 1
      const name = `${step.lock}/${step.hash}`
      const held = this.#locks.get(name)?.[2] === 1
      this.#locks.set(name, [step.lock, step.hash, alone || held ? 1 : 0])
    }
  }

  /** The first stage in which a change at the place sees all earlier changes that concern it. */
  #stageAfter(place: Place): number {
    let stage = 0
    for (const step of place.path) stage = Math.max(stage, this.#changedAt.get(step.name) ?? 0)
    const last = place.path.at(-1)
    if (!place.unordered && last !== undefined) {
      stage = Math.max(stage, this.#changedBelow.get(last.name) ?? 0)
    }
    return stage
  }

  /** Gives a change its stage, and notes it for those that follow. */
  #stageOf(place: Place): number {
    const stage = this.#stageAfter(place)
    const last = place.path.at(-1)
    for (const step of place.path) raise(this.#changedBelow, step.name, stage + 1)
    if (last !== undefined && !place.unordered) raise(this.#changedAt, last.name, stage + 1)
    return stage
  }

  #write(change: PlannedChange, at: { c: number; i: number; s: number }, now: number): void {
    switch (change.type) {
      case 'check':
        this.#row('check', { ...at, k: base64(change.key), v: change.version, n: now })
        break
      case 'set':
        this.#row('set', { ...at, k: base64(change.key), ...this.#value(change.value), e: change.expiresAt })
        break
      case 'delete':
        this.#row('delete', { ...at, k: base64(change.key) })
        break
      case 'deleteRange':
        this.#row('deleteRange', { ...at, lo: base64(change.low), hi: base64(change.high) })
        break
      case 'append': {
        const v = change.values.map((value) => {
          const { j = null, b = null } = this.#value(value)
          return [j, b]
        })
        this.#row('append', { ...at, o: this.#appends++, l: id(change.log), n: now, v })
        break
      }
      case 'checkLog':
        this.#row('checkLog', { ...at, l: id(change.log), v: change.next })
        break
      case 'trim':
        this.#row('trim', { ...at, l: id(change.log), b: change.before })
        break
      case 'enqueue':
        this.#row('enqueue', {
          ...at,
          o: this.#enqueues++,
          q: id(change.queue),
          ...(change.group === null
            ? {}
            : { g: groupId(change.queue, change.group).toString('base64'), w: base64(change.group) }),
          ...this.#value(change.value),
          n: Math.min(change.enqueuedAt ?? now, now),
          d: Math.max(change.deliverAt ?? now, now),
        })
        break
      case 'acknowledge':
        this.#row('receipt', { ...at, ...receipt(change) })
        break
      case 'release':
        this.#row('receipt', { ...at, ...receipt(change), d: Math.max(change.deliverAt ?? now, now) })
        break
      case 'extend':
        this.#row('receipt', { ...at, ...receipt(change), d: Math.max(change.until, now) })
        break
      case 'purge':
        this.#row('purge', { ...at, q: id(change.queue), b: change.before })
        break
      case 'fence':
        this.#row('fence', {
          ...at,
          k: base64(change.name),
          h: base64(change.holder),
          t: change.token,
          n: now,
        })
        break
      case 'hold':
        this.#row('hold', { ...at, h: change.blob, w: base64(change.holder) })
        break
      case 'drop':
        this.#row('drop', { ...at, h: change.blob, w: base64(change.holder), n: now })
        break
    }
  }

  #row(kind: string, row: Row): void {
    const rows = this.#rows[kind]
    if (rows === undefined) this.#rows[kind] = [row]
    else rows.push(row)
  }

  #value(value: StoredValue): { j?: string; b?: string } {
    this.#bytes += storedBytes(value)
    return typeof value === 'string' ? { j: value } : { b: Buffer.from(value).toString('base64') }
  }
}

function isChange(change: PlannedChange): boolean {
  return change.type !== 'check' && change.type !== 'checkLog' && change.type !== 'fence'
}

function isCondition(change: PlannedChange): boolean {
  switch (change.type) {
    case 'check':
    case 'checkLog':
    case 'fence':
    case 'acknowledge':
    case 'release':
    case 'extend':
    case 'hold':
      return true
    default:
      return false
  }
}

function receipt(change: { type: string; queue: EncodedKey; id: number; lease: number }): Row {
  return { t: change.type, q: id(change.queue), m: change.id, l: change.lease }
}

function base64(key: EncodedKey): string {
  return Buffer.from(key, 'latin1').toString('base64')
}

function id(key: EncodedKey): string {
  return nameId(key).toString('base64')
}

function raise(map: Map<string, number>, name: string, stage: number): void {
  if ((map.get(name) ?? 0) < stage) map.set(name, stage)
}

/** The outputs by their order; refused commits leave gaps, which nobody looks at. */
function ordered(outputs: ReadonlyArray<readonly [order: number, value: number]> = []): number[] {
  const values: number[] = []
  for (const [order, value] of outputs) values[order] = value
  return values
}
