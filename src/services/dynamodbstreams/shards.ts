/** Shards as they can be read: what is older than a day is gone, removed or not. */
import { type StreamChange, shardLog, streamRetentionMs } from '../../delivery/index.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import type { LogEntry } from '../../store/index.ts'

type Room = Pick<OperationContext, 'store' | 'now'>

export interface ShardBounds {
  /** The sequence of the oldest record that can be read; that of the next one when there is none. */
  readonly oldest: number
  /** The sequence that the next record gets. */
  readonly next: number
}

export async function shardBounds(
  { store, now }: Room,
  streamArn: string,
  shardId: string,
): Promise<ShardBounds> {
  const log = shardLog(streamArn, shardId)
  // First where it ends, so that no record between the two reads counts as too old.
  const { next } = await store.logBounds(log)
  const [entry] = await store.readLog(log, { fromAt: now - streamRetentionMs, limit: 1 })
  return { oldest: entry === undefined ? next : Math.min(entry.sequence, next), next }
}

/** Entries read at once. Ours: an entry has two images of up to 400 KiB. */
const stepCount = 64

/** Entries from a sequence on: as many as fit, but one at least. `bytesMax`: of all of them, as DynamoDB counts. */
export async function readShard(
  { store, now }: Room,
  streamArn: string,
  shardId: string,
  from: number,
  { countMax, bytesMax }: { readonly countMax: number; readonly bytesMax: number },
): Promise<Array<LogEntry<StreamChange>>> {
  const log = shardLog(streamArn, shardId)
  const read: Array<LogEntry<StreamChange>> = []
  let bytes = 0
  for (let start = from; read.length < countMax; start = (read.at(-1)?.sequence ?? start) + 1) {
    const limit = Math.min(stepCount, countMax - read.length)
    const step = await store.readLog<StreamChange>(log, {
      from: start,
      fromAt: now - streamRetentionMs,
      limit,
    })
    for (const entry of step) {
      bytes += entry.value.bytes
      if (read.length > 0 && bytes > bytesMax) return read
      read.push(entry)
    }
    if (step.length < limit) break
  }
  return read
}
