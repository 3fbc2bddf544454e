/** Reading the records of a shard from a place on. */
import type * as Api from '@aws-sdk/client-kinesis'
import { shardLog } from '../../delivery/index.ts'
import type { Surroundings } from '../../dispatch/index.ts'
import type { Key, LogEntry } from '../../store/index.ts'
import type { Shard } from './domain/shards.ts'
import { shardIdOf } from './domain/shards.ts'
import { readBytes, readCount } from './limits.ts'
import type { Stream } from './records.ts'
import { readRecord } from './stored-record.ts'
import { sequenceNumber } from './views.ts'

/** Where to read, and how much. */
export interface Reading {
  readonly stream: Stream
  readonly arn: string
  readonly shard: Shard
  /** The first place. */
  readonly from: number
  readonly count: number
  /** Unit: bytes of data; one record is answered even if it is larger. */
  readonly bytes: number
}

/** What was read. */
export interface Batch {
  readonly records: Api._Record[]
  /** The place behind the last record. */
  readonly next: number
  /** Whether there is nothing more in the shard at the moment. */
  readonly atTip: boolean
  /** How far the last record that was read is behind the clock; 0 at the tip. Unit: milliseconds. */
  readonly behindMs: number
}

/** Records before this instant are gone. Unit: milliseconds since the epoch. */
export function horizonOf({ retentionHours, horizon = 0 }: Stream, now: number): number {
  return Math.max(horizon, now - retentionHours * 3_600_000)
}

/** The log of a shard. */
export function logOf(arn: string, shard: Shard): Key {
  return shardLog(arn, shardIdOf(shard.index))
}

/** Reads what is there. */
export async function readBatch(
  { store, clock }: Pick<Surroundings, 'store' | 'clock'>,
  reading: Reading,
): Promise<Batch> {
  const { stream, arn, shard, count, bytes } = reading
  const log = logOf(arn, shard)
  const now = clock.now()
  const most = Math.max(1, Math.min(readCount, Math.floor(readBytes / (stream.recordKiB * 1024))))
  const records: Api._Record[] = []
  let next = reading.from
  let room = bytes
  let full = false
  let lastAt = now
  for (let chunk = 16; !full && records.length < count; chunk *= 4) {
    const limit = Math.min(chunk, most, count - records.length)
    const entries = await store.readLog<Uint8Array>(log, {
      from: next,
      fromAt: horizonOf(stream, now),
      limit,
    })
    for (const entry of entries) {
      const record = recordView(shard, entry)
      const size = record.Data?.length ?? 0
      full = records.length > 0 && size > room
      if (full) break
      records.push(record)
      room -= size
      next = entry.sequence + 1
      lastAt = entry.at
    }
    if (entries.length < limit) break
  }
  const atTip = next >= (await store.logBounds(log)).next
  // Readers take 0 for having caught up.
  return { records, next, atTip, behindMs: atTip ? 0 : Math.max(1, now - lastAt) }
}

function recordView(shard: Shard, { sequence, at, value }: LogEntry<Uint8Array>): Api._Record {
  const { partitionKey, encrypted, data } = readRecord(value)
  return {
    SequenceNumber: sequenceNumber(shard, BigInt(sequence)),
    ApproximateArrivalTimestamp: new Date(at),
    Data: data,
    ...(partitionKey === undefined ? {} : { PartitionKey: partitionKey }),
    ...(encrypted === true ? { EncryptionType: 'KMS' } : {}),
  }
}

/** The first place with a record of this instant or later. Unit: milliseconds since the epoch. */
export async function placeAt({ store }: Pick<Surroundings, 'store'>, log: Key, at: number): Promise<number> {
  const [entry] = await store.readLog(log, { fromAt: at, limit: 1 })
  return entry?.sequence ?? (await store.logBounds(log)).next
}
