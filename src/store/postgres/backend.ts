import { unreachable } from '../../base/invariant.ts'
import type { Backend, BlobKeeper, CallName, Calls, LeaseRow, MessageRow, WriteCalls } from '../backend.ts'
import { keyToBytes } from '../key.ts'
import { BlobStore } from './blob-store.ts'
import type { Committer } from './committer.ts'
import type { Connections } from './connection.ts'
import { GetBatcher } from './get-batcher.ts'
import type { Listener } from './listener.ts'
import { nameId } from './names.ts'
import { nameLock } from './place.ts'
import { type MessageColumns, messageRow, Reads } from './reads.ts'
import type { SharedTime } from './shared-time.ts'

/** Rows that a sweep removes in one transaction. */
const sweepRows = 500

export interface PostgresParts {
  /** For all but commits, so that these never wait behind a long read. */
  readonly connections: Connections
  readonly commitConnections: Connections
  readonly committer: Committer
  readonly listener: Listener
  readonly time: SharedTime
}

/** The PostgreSQL engine: one of any number of nodes on one database. */
export class PostgresBackend implements Backend {
  readonly blobs: BlobKeeper
  readonly #parts: PostgresParts
  readonly #reads: Reads
  readonly #gets: GetBatcher

  constructor(parts: PostgresParts) {
    this.#parts = parts
    this.#reads = new Reads(parts.connections)
    this.#gets = new GetBatcher((ask) => this.#reads.get(ask))
    this.blobs = new BlobStore(parts.connections, () => this.now())
  }

  now(): number {
    return this.#parts.time.now()
  }

  call<Name extends CallName>(name: Name, ask: Calls[Name]['ask']): Promise<Calls[Name]['answer']> {
    // The type parameter ties name, ask and answer together; a switch cannot show that.
    return this.#answer({ name, ask } as unknown as AnyCall) as Promise<Calls[Name]['answer']>
  }

  async sweep(graceMs: number): Promise<boolean> {
    const [row] = await this.#parts.connections.query<[boolean]>('SELECT lambent.sweep($1, $2, $3)', [
      this.now(),
      graceMs,
      sweepRows,
    ])
    return row?.[0] ?? false
  }

  async close(): Promise<void> {
    await this.#parts.listener.stop()
    await this.#parts.commitConnections.close()
    await this.#parts.connections.close()
  }

  #answer({ name, ask }: AnyCall): Promise<unknown> {
    switch (name) {
      case 'get':
        return this.#gets.get(ask)
      case 'list':
        return this.#reads.list(ask)
      case 'readLog':
        return this.#reads.readLog(ask)
      case 'logBounds':
        return this.#reads.logBounds(ask)
      case 'peek':
        return this.#reads.peek(ask)
      case 'queueCounts':
        return this.#reads.queueCounts(ask)
      case 'oldestEnqueuedAt':
        return this.#reads.oldestEnqueuedAt(ask)
      case 'nextDeliveryAt':
        return this.#reads.nextDeliveryAt(ask)
      case 'findMessage':
        return this.#reads.findMessage(ask)
      case 'sweepAt':
        return this.#reads.sweepAt(ask)
      case 'commit':
        return this.#parts.committer.commit(ask.changes, ask.now)
      case 'receive':
        return this.#receive(ask)
      case 'acquireLease':
        return this.#acquireLease(ask)
      case 'renewLease':
        return this.#renewLease(ask)
      case 'releaseLease':
        return this.#releaseLease(ask)
      default:
        return unreachable(name, 'The store was asked for something that it does not know')
    }
  }

  async #receive({ queue, max, leaseMs, now, durable }: WriteCalls['receive']['ask']): Promise<MessageRow[]> {
    if (max === 0) return []
    const rows = await this.#parts.connections.query<MessageColumns>(
      'SELECT * FROM lambent.receive($1, $2, $3, $4, $5, $6)',
      [nameId(queue), nameLock(queue), max, leaseMs, now, durable],
    )
    return rows.map(messageRow)
  }

  async #acquireLease({
    name,
    holder,
    ttlMs,
    now,
  }: WriteCalls['acquireLease']['ask']): Promise<LeaseRow | null> {
    const [row] = await this.#parts.connections.query<[token: number, expiresAt: number]>(
      'SELECT * FROM lambent.acquire_lease($1, $2, $3, $4, $5)',
      [keyToBytes(name), nameLock(name), keyToBytes(holder), ttlMs, now],
    )
    return row === undefined ? null : { token: row[0], expiresAt: row[1] }
  }

  async #renewLease(ask: WriteCalls['renewLease']['ask']): Promise<LeaseRow | null> {
    const { name, holder, token, ttlMs, now } = ask
    const [row] = await this.#parts.connections.query<[number]>(
      'SELECT * FROM lambent.renew_lease($1, $2, $3, $4, $5, $6)',
      [keyToBytes(name), nameLock(name), keyToBytes(holder), token, ttlMs, now],
    )
    return row === undefined ? null : { token, expiresAt: row[0] }
  }

  async #releaseLease({ name, holder, token }: WriteCalls['releaseLease']['ask']): Promise<null> {
    await this.#parts.connections.query('SELECT lambent.release_lease($1, $2, $3, $4)', [
      keyToBytes(name),
      nameLock(name),
      keyToBytes(holder),
      token,
    ])
    return null
  }
}

type AnyCall = { [Name in CallName]: { readonly name: Name; readonly ask: Calls[Name]['ask'] } }[CallName]
