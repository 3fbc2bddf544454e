/**
 * How far a poller has come in a stream: a record for each shard that was begun, and one that says that the stream was. A shard
 * without a record is read from its oldest record on: it came after the stream was begun.
 */
import type { Change, Key, Store } from '../store/index.ts'
import type { OpenWindow } from './batching/tumbling.ts'
import type { StreamSource } from './types.ts'

/** Where a stream is begun. */
export type StartingPosition =
  | { readonly type: 'TRIM_HORIZON' | 'LATEST' }
  /** Milliseconds since the epoch. */
  | { readonly type: 'AT_TIMESTAMP'; readonly at: number }

/** What is kept of a shard. */
export type ShardProgress = {
  /** The last record before which, itself included, all are done with. */
  readonly checkpoint?: string
  /** The place where to begin, as long as it can be used. */
  readonly iterator?: string
  /** Without another place: records that came earlier are not read. Unit: milliseconds since the epoch. */
  readonly startAt?: number
  /** It was closed, and all of it is done with. */
  readonly ended?: true
  /** Open tumbling windows, by the number of the part of the shard. */
  readonly windows?: Readonly<Record<string, OpenWindow>>
  /** Batches that failed and will be tried again, by the number of the part of the shard; only where retries are bounded. */
  readonly tries?: Readonly<Record<string, readonly KeptTry[]>>
}

/** A batch that failed: its first record, how many it has, and the tries that count against them. */
export type KeptTry = { readonly first: string; readonly count: number; readonly failedTries: number }

export function progressKey(key: Key, shardId: string): Key {
  return [...key, 'shard', shardId]
}

function begunKey(key: Key): Key {
  return [...key, 'begun']
}

/**
 * What is committed with the record of who reads the stream (a mapping, a pipe), so that its position is the one at that instant:
 * nothing that is written after the answer is missed. Fails as the source does.
 */
export async function beginStream(
  source: StreamSource,
  key: Key,
  position: StartingPosition,
  now: number,
): Promise<Change[]> {
  const changes: Change[] = [{ type: 'set', key: begunKey(key), value: { at: now } }]
  if (position.type === 'TRIM_HORIZON') return changes
  for (const shard of await source.shards()) {
    changes.push({
      type: 'set',
      key: progressKey(key, shard.id),
      value: await firstProgress(source, shard, position, now),
    })
  }
  return changes
}

async function firstProgress(
  source: StreamSource,
  { id, closed }: { readonly id: string; readonly closed: boolean },
  position: StartingPosition,
  now: number,
): Promise<ShardProgress> {
  if (position.type === 'AT_TIMESTAMP') return { startAt: position.at }
  if (closed) return { ended: true }
  return { iterator: await source.iterator(id, { type: 'LATEST' }), startAt: now }
}

export async function isBegun(store: Store, key: Key): Promise<boolean> {
  return (await store.get(begunKey(key))) !== null
}

/** What is committed with the end of who reads the stream. */
export function forgetStream(key: Key): Change[] {
  return [{ type: 'deleteRange', prefix: key }]
}
