/**
 * Requests and replies as they cross threads: one flat list of cells for many of them. Objects cost several times as much there,
 * for each is written with the names of its members and made anew from them; here members travel in a fixed order, and names of
 * calls and kinds of changes as numbers.
 */
import type { FoundRow, MessageRow } from '../backend.ts'
import type { PlannedChange } from '../plan.ts'
import type { CommitResult } from '../types.ts'
import type { Cells, Failure, Reply, Request, ThreadCallName, ThreadCalls } from './protocol.ts'

/** All members of a shape, none forgotten. */
type Fields<Shape> = Readonly<Record<keyof Shape, true>>

/** The members of each question, in the order in which they travel; `changes` of a commit are cells of their own. */
const askFields: { readonly [Name in ThreadCallName]: Fields<Omit<ThreadCalls[Name]['ask'], 'changes'>> } = {
  get: { keys: true, now: true },
  list: { low: true, high: true, reverse: true, limit: true, now: true },
  readLog: { log: true, from: true, to: true, fromAt: true, reverse: true, limit: true },
  logBounds: { log: true },
  peek: { queue: true, limit: true },
  queueCounts: { queue: true, now: true },
  oldestEnqueuedAt: { queue: true },
  nextDeliveryAt: { queue: true },
  findMessage: { queue: true, id: true },
  sweepAt: { graceMs: true },
  commit: { now: true },
  receive: { queue: true, max: true, leaseMs: true, now: true, durable: true, ofThisProcess: true },
  acquireLease: { name: true, holder: true, ttlMs: true, now: true },
  renewLease: { name: true, holder: true, token: true, ttlMs: true, now: true },
  releaseLease: { name: true, holder: true, token: true },
  findBlob: { hash: true },
  readBlobBlock: { hash: true, block: true },
  blobFiles: { after: true, limit: true },
  addBlob: { hash: true, bytes: true, file: true, checks: true, blocks: true, now: true },
  sweepSome: { now: true, graceMs: true },
}

/** The members of each kind of change beside its kind. */
const changeFields: {
  readonly [Type in PlannedChange['type']]: Fields<Omit<Extract<PlannedChange, { type: Type }>, 'type'>>
} = {
  check: { key: true, version: true },
  set: { key: true, value: true, expiresAt: true },
  delete: { key: true },
  deleteRange: { low: true, high: true },
  append: { log: true, values: true },
  checkLog: { log: true, next: true },
  trim: { log: true, before: true },
  enqueue: { queue: true, value: true, deliverAt: true, group: true, enqueuedAt: true },
  acknowledge: { queue: true, id: true, lease: true },
  release: { queue: true, id: true, lease: true, deliverAt: true },
  extend: { queue: true, id: true, lease: true, until: true },
  purge: { queue: true, before: true },
  fence: { name: true, holder: true, token: true },
  hold: { blob: true, holder: true },
  drop: { blob: true, holder: true },
}

const messageFields = Object.keys({
  id: true,
  value: true,
  group: true,
  enqueuedAt: true,
  due: true,
  lease: true,
  count: true,
  firstAt: true,
} satisfies Fields<MessageRow>)

interface Kind<Name> {
  readonly name: Name
  readonly code: number
  readonly fields: readonly string[]
}

const calls = kindsOf(askFields)
const changes = kindsOf(changeFields)

/** How a reply goes on behind its id. */
const failed = 0
const answered = 1
const committed = 2
const found = 3
const messages = 4

/** Adds a request. */
export function packRequest(cells: Cells, { id, name, ask }: Request): void {
  const call = calls.byName[name]
  cells.push(id, call.code)
  packFields(cells, ask, call.fields)
  if (name !== 'commit') return
  cells.push(ask.changes.length)
  for (const change of ask.changes) {
    const kind = changes.byName[change.type]
    cells.push(kind.code)
    // Of the commonest, member by member: going by the names of members costs four times as much.
    if (change.type === 'check') cells.push(change.key, change.version)
    else if (change.type === 'set') cells.push(change.key, change.value, change.expiresAt)
    else packFields(cells, change, kind.fields)
  }
}

/** The requests that {@link packRequest} was given. */
export function unpackRequests(cells: Readonly<Cells>): Request[] {
  const requests: Request[] = []
  const reader = new Reader(cells)
  while (reader.hasMore) {
    const id = reader.number()
    const { name, fields } = calls.byCode[reader.number()] ?? calls.byName.get
    const ask = reader.object({}, fields)
    if (name === 'commit') {
      const planned: object[] = new Array(reader.number())
      for (let index = 0; index < planned.length; index++) {
        planned[index] = readChange(reader, changes.byCode[reader.number()] ?? changes.byName.check)
      }
      ask.changes = planned
    }
    // What was a request when it was packed.
    requests.push({ id, name, ask } as unknown as Request)
  }
  return requests
}

function readChange(reader: Reader, { name, fields }: Kind<PlannedChange['type']>): object {
  if (name === 'check') return { type: name, key: reader.next(), version: reader.next() }
  if (name === 'set') {
    return { type: name, key: reader.next(), value: reader.next(), expiresAt: reader.next() }
  }
  return reader.object({ type: name }, fields)
}

/** Adds a reply to a request of this name. */
export function packReply(cells: Cells, reply: Reply): void {
  cells.push(reply.id)
  if ('failure' in reply) {
    cells.push(failed, reply.failure)
    return
  }
  switch (reply.name) {
    case 'commit':
      packResult(cells, reply.answer as CommitResult)
      break
    case 'get':
      packFound(cells, reply.answer as ReadonlyArray<FoundRow | null>)
      break
    case 'receive':
    case 'peek':
      packMessages(cells, reply.answer as readonly MessageRow[])
      break
    default:
      cells.push(answered, reply.answer)
  }
}

function packResult(cells: Cells, result: CommitResult): void {
  if (!result.ok) cells.push(answered, result)
  // Most commits append and enqueue nothing.
  else cells.push(committed, result.version, filled(result.appended), filled(result.enqueued))
}

function filled(list: readonly number[]): readonly number[] | null {
  return list.length === 0 ? null : list
}

function packFound(cells: Cells, rows: ReadonlyArray<FoundRow | null>): void {
  cells.push(found, rows.length)
  for (const row of rows) {
    if (row === null) cells.push(null)
    else cells.push(row[0], row[1], row[2])
  }
}

function packMessages(cells: Cells, rows: readonly MessageRow[]): void {
  cells.push(messages, rows.length)
  for (const row of rows) packFields(cells, row, messageFields)
}

/** Hands on the replies that {@link packReply} was given. */
export function unpackReplies(
  cells: Readonly<Cells>,
  take: {
    readonly answer: (id: number, answer: unknown) => void
    readonly failure: (id: number, failure: Failure) => void
  },
): void {
  const reader = new Reader(cells)
  while (reader.hasMore) {
    const id = reader.number()
    const kind = reader.number()
    if (kind === failed) take.failure(id, reader.next() as Failure)
    else take.answer(id, readAnswer(reader, kind))
  }
}

function readAnswer(reader: Reader, kind: number): unknown {
  switch (kind) {
    case committed:
      return {
        ok: true,
        version: reader.number(),
        appended: reader.next() ?? [],
        enqueued: reader.next() ?? [],
      }
    case found:
      return readRows(reader, readFound)
    case messages:
      return readRows(reader, readMessage)
    default:
      return reader.next()
  }
}

function readRows(reader: Reader, readRow: (reader: Reader) => unknown): unknown[] {
  const rows: unknown[] = new Array(reader.number())
  for (let index = 0; index < rows.length; index++) rows[index] = readRow(reader)
  return rows
}

function readMessage(reader: Reader): unknown {
  return reader.object({}, messageFields)
}

function readFound(reader: Reader): unknown {
  const value = reader.next()
  return value === null ? null : [value, reader.next(), reader.next()]
}

function packFields(cells: Cells, from: object, fields: readonly string[]): void {
  const members = from as Readonly<Record<string, unknown>>
  for (const field of fields) cells.push(members[field])
}

class Reader {
  readonly #cells: Readonly<Cells>
  #at = 0

  constructor(cells: Readonly<Cells>) {
    this.#cells = cells
  }

  get hasMore(): boolean {
    return this.#at < this.#cells.length
  }

  next(): unknown {
    return this.#cells[this.#at++]
  }

  number(): number {
    return this.next() as number
  }

  object(into: Record<string, unknown>, fields: readonly string[]): Record<string, unknown> {
    for (const field of fields) into[field] = this.next()
    return into
  }
}

function kindsOf<Name extends string>(
  fields: Readonly<Record<Name, object>>,
): { readonly byName: Readonly<Record<Name, Kind<Name>>>; readonly byCode: ReadonlyArray<Kind<Name>> } {
  const byCode = Object.keys(fields).map(
    (name, code): Kind<Name> => ({ name: name as Name, code, fields: Object.keys(fields[name as Name]) }),
  )
  const byName = Object.fromEntries(byCode.map((kind) => [kind.name, kind])) as Record<Name, Kind<Name>>
  return { byName, byCode }
}
