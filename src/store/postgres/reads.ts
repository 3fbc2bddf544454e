import type { FoundRow, LogRow, MessageRow, ReadCalls, RecordRow } from '../backend.ts'
import { type EncodedKey, keyFromBytes, keyToBytes } from '../key.ts'
import type { LogBounds, QueueCounts, StoredValue } from '../types.ts'
import type { Connections } from './connection.ts'
import { nameId } from './names.ts'

/** A message as the database gives it, columns in their order. */
export type MessageColumns = [
  id: number,
  queue: Uint8Array,
  grp: Uint8Array | null,
  groupName: Uint8Array | null,
  json: string | null,
  bytes: Uint8Array | null,
  enqueuedAt: number,
  due: number,
  lease: number,
  count: number,
  firstAt: number | null,
]

/** Everything that only looks. Each is one statement, so each sees one instant. */
export class Reads {
  readonly #connections: Connections

  constructor(connections: Connections) {
    this.#connections = connections
  }

  async get({ keys, now }: ReadCalls['get']['ask']): Promise<Array<FoundRow | null>> {
    type Row = [
      index: number,
      json: string | null,
      bytes: Uint8Array | null,
      version: number,
      expiresAt: number | null,
    ]
    const wanted = JSON.stringify(keys.map((key) => keyToBytes(key).toString('base64')))
    const rows = await this.#connections.query<Row>(
      `SELECT w.i, r.json, r.bytes, r.version, r.expires_at
       FROM jsonb_array_elements_text($1::text::jsonb) WITH ORDINALITY AS w(k, i),
       LATERAL (SELECT * FROM lambent.record WHERE key = decode(w.k, 'base64') LIMIT 1) r
       WHERE r.expires_at IS NULL OR r.expires_at > $2`,
      [wanted, now],
    )
    const found: Array<FoundRow | null> = keys.map(() => null)
    for (const [index, json, bytes, version, expiresAt] of rows) {
      found[index - 1] = [storedValue(json, bytes), version, expiresAt]
    }
    return found
  }

  async list({ low, high, reverse, limit, now }: ReadCalls['list']['ask']): Promise<RecordRow[]> {
    type Row = [key: Uint8Array, json: string | null, bytes: Uint8Array | null, version: number]
    const rows = await this.#connections.query<Row>(
      `SELECT key, json, bytes, version FROM lambent.record
       WHERE key >= $1 AND key < $2 AND (expires_at IS NULL OR expires_at > $3)
       ORDER BY key ${reverse ? 'DESC' : ''} LIMIT $4`,
      [keyToBytes(low), keyToBytes(high), now, limit],
    )
    return rows.map(([key, json, bytes, version]) => [keyFromBytes(key), storedValue(json, bytes), version])
  }

  async readLog({ log, from, to, fromAt, reverse, limit }: ReadCalls['readLog']['ask']): Promise<LogRow[]> {
    type Row = [sequence: number, at: number, json: string | null, bytes: Uint8Array | null]
    const rows = await this.#connections.query<Row>(
      `SELECT e.sequence, e.at, e.json, e.bytes FROM lambent.log g
       JOIN lambent.log_entry e ON e.log = g.id AND e.sequence BETWEEN $2 AND $3
         AND e.sequence >= CASE WHEN $4::bigint IS NULL THEN g.first
           ELSE lambent.log_first_at(g.id, g.first, g.next, $4) END
       WHERE g.id = $1 ORDER BY e.sequence ${reverse ? 'DESC' : ''} LIMIT $5`,
      [nameId(log), from, to, fromAt, limit],
    )
    return rows.map(([sequence, at, json, bytes]) => [sequence, at, storedValue(json, bytes)])
  }

  async logBounds({ log }: ReadCalls['logBounds']['ask']): Promise<LogBounds> {
    const [row] = await this.#connections.query<[first: number, next: number]>(
      'SELECT first, next FROM lambent.log WHERE id = $1',
      [nameId(log)],
    )
    return { first: row?.[0] ?? 1, next: row?.[1] ?? 1 }
  }

  async peek({ queue, limit }: ReadCalls['peek']['ask']): Promise<MessageRow[]> {
    const rows = await this.#connections.query<MessageColumns>(
      'SELECT * FROM lambent.message WHERE queue = $1 ORDER BY enqueued_at, id LIMIT $2',
      [nameId(queue), limit],
    )
    return rows.map(messageRow)
  }

  async queueCounts({ queue, now }: ReadCalls['queueCounts']['ask']): Promise<QueueCounts> {
    const [row] = await this.#connections.query<[ready: number, leased: number, delayed: number]>(
      `SELECT count(*) FILTER (WHERE due <= $2), count(*) FILTER (WHERE due > $2 AND lease > 0),
       count(*) FILTER (WHERE due > $2 AND lease = 0) FROM lambent.message WHERE queue = $1`,
      [nameId(queue), now],
    )
    const [ready, leased, delayed] = row ?? [0, 0, 0]
    return { ready, leased, delayed }
  }

  async oldestEnqueuedAt({ queue }: ReadCalls['oldestEnqueuedAt']['ask']): Promise<number | null> {
    const [row] = await this.#connections.query<[number]>(
      'SELECT enqueued_at FROM lambent.message WHERE queue = $1 ORDER BY enqueued_at LIMIT 1',
      [nameId(queue)],
    )
    return row?.[0] ?? null
  }

  async nextDeliveryAt({ queue }: ReadCalls['nextDeliveryAt']['ask']): Promise<number | null> {
    const [row] = await this.#connections.query<[number | null]>(
      `SELECT least(
         (SELECT due FROM lambent.message WHERE queue = $1 AND grp IS NULL ORDER BY due, id LIMIT 1),
         (SELECT ready_at FROM lambent.message_group WHERE queue = $1 ORDER BY ready_at, head LIMIT 1))`,
      [nameId(queue)],
    )
    return row?.[0] ?? null
  }

  async findMessage({ queue, id }: ReadCalls['findMessage']['ask']): Promise<MessageRow | null> {
    if (!Number.isSafeInteger(id)) return null
    const [row] = await this.#connections.query<MessageColumns>(
      'SELECT * FROM lambent.message WHERE id = $1 AND queue = $2',
      [id, nameId(queue)],
    )
    return row === undefined ? null : messageRow(row)
  }

  async sweepAt({ graceMs }: ReadCalls['sweepAt']['ask']): Promise<number | null> {
    const [row] = await this.#connections.query<[number | null]>(
      `SELECT least(
         (SELECT min(expires_at) FROM lambent.record WHERE expires_at IS NOT NULL),
         (SELECT min(unheld_since) + $1 FROM lambent.blob WHERE unheld_since IS NOT NULL))`,
      [graceMs],
    )
    return row?.[0] ?? null
  }
}

export function messageRow([
  id,
  ,
  ,
  groupName,
  json,
  bytes,
  enqueuedAt,
  due,
  lease,
  count,
  firstAt,
]: MessageColumns): MessageRow {
  const group: EncodedKey | null = groupName === null ? null : keyFromBytes(groupName)
  return { id, value: storedValue(json, bytes), group, enqueuedAt, due, lease, count, firstAt }
}

function storedValue(json: string | null, bytes: Uint8Array | null): StoredValue {
  return json ?? bytes ?? ''
}
