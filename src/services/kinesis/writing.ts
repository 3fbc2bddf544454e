/** Putting records into shards. All records of a request are one commit. */
import type * as Api from '@aws-sdk/client-kinesis'
import { randomBelow } from '../../base/random.ts'
import { shardLog } from '../../delivery/index.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { change } from './changing.ts'
import { hashKeyCount, type Shard, shardIdOf } from './domain/shards.ts'
import { dryRun, invalidArgument, notActive, rateExceeded, streamNotFound } from './errors.ts'
import { hashKeyOf } from './partition-keys.ts'
import { type Stream, streams } from './records.ts'
import { type ShardMap, shardsOf } from './shard-map.ts'
import { writeRecord } from './stored-record.ts'
import { metricsOf } from './stream-metrics.ts'
import { loadStream, type StreamInput, streamArn } from './streams.ts'
import { takeRoom } from './throughput.ts'
import { sequenceNumber } from './views.ts'

/** A record as a request has it. */
export interface NewRecord {
  readonly Data: Uint8Array
  readonly PartitionKey?: string | undefined
  readonly ExplicitHashKey?: string | undefined
}

/** Where a record went, or why it did not. */
export type Written =
  | { readonly shard: Shard; readonly sequenceNumber: string }
  | { readonly shard: Shard; readonly refused: string }

/** What came of the records of a request, in their order. */
export interface WrittenAll {
  readonly stream: Stream
  readonly records: readonly Written[]
}

/**
 * Puts records. A shard that has no room for a record refuses it, and takes the others. Fails with ResourceNotFoundException,
 * ResourceInUseException, InvalidArgumentException, AccessDeniedException, DryRunOperationException.
 */
export async function putAll(
  context: OperationContext,
  action: 'PutRecord' | 'PutRecords',
  input: StreamInput & { readonly DryRun?: boolean | undefined },
  records: readonly NewRecord[],
): Promise<WrittenAll> {
  const places = new Places(context, records)
  const { answer, result } = await change(context, async (commit) => {
    const { value: stream, version } = await loadStream(context, action, input)
    const { accountId, region, name } = stream
    if (stream.status === 'DELETING') throw streamNotFound(name, accountId)
    if (stream.status === 'CREATING') throw notActive(name, accountId, stream.status)
    const shards = await shardsOf(context, stream)
    places.choose(stream, shards)
    if (input.DryRun === true) throw dryRun()
    commit.check(streams.storeKey([accountId, region, name]), version)
    const arn = streamArn(context, stream)
    const logs = [...places.byShard()]
    for (const [shard, taken] of logs) {
      commit.append(
        shardLog(arn, shardIdOf(shard.index)),
        ...taken.map((index) => storedValue(stream, records[index])),
      )
    }
    return { stream, logs }
  })
  const written = new Map<number, Written>()
  for (const [order, [shard, taken]] of answer.logs.entries()) {
    const first = result.appended[order] ?? 0
    for (const [offset, index] of taken.entries()) {
      written.set(index, { shard, sequenceNumber: sequenceNumber(shard, BigInt(first + offset)) })
    }
  }
  const all = records.map((_, index) => written.get(index) ?? places.refusal(index, answer.stream))
  tell(context, answer.stream, all)
  countWritten(context, action, answer.stream, records, all)
  return { stream: answer.stream, records: all }
}

function storedValue({ keyId }: Stream, record: NewRecord | undefined): Uint8Array {
  const { PartitionKey: partitionKey, Data: data = new Uint8Array() } = record ?? {}
  return writeRecord(
    {
      ...(partitionKey === undefined ? {} : { partitionKey }),
      ...(keyId === undefined ? {} : { encrypted: true }),
    },
    data,
  )
}

/** Which shard each record of a request goes to. Room is taken once for each record, however often the request is tried. */
class Places {
  readonly #context: OperationContext
  readonly #records: readonly NewRecord[]
  readonly #room: Array<boolean | undefined> = []
  #shards: Shard[] = []

  constructor(context: OperationContext, records: readonly NewRecord[]) {
    this.#context = context
    this.#records = records
  }

  /** Fails with InvalidArgumentException. */
  choose(stream: Stream, shards: ShardMap): void {
    const spread = stream.distribution === 'AUTO' && stream.mode === 'ON_DEMAND'
    this.#shards = this.#records.map((record, index) => {
      checkSize(stream, record)
      const shard = spread ? this.#anywhere(shards) : shards.for(hashKey(record))
      if (shard === undefined) throw streamNotFound(stream.name, stream.accountId)
      this.#room[index] ??= this.#takeRoom(stream, shard, record)
      return shard
    })
  }

  /** Records that have room, by shard, in their order. */
  byShard(): Map<Shard, number[]> {
    const found = new Map<Shard, number[]>()
    for (const [index, shard] of this.#shards.entries()) {
      if (this.#room[index] !== true) continue
      const taken = found.get(shard)
      if (taken === undefined) found.set(shard, [index])
      else taken.push(index)
    }
    return found
  }

  refusal(index: number, { name, accountId }: Stream): Written {
    const shard = this.#shards[index] as Shard
    return { shard, refused: rateExceeded(shardIdOf(shard.index), name, accountId) }
  }

  #takeRoom(stream: Stream, shard: Shard, record: NewRecord): boolean {
    const { store, now } = this.#context
    return stream.mode === 'ON_DEMAND' || takeRoom(store, stream.id, shard.index, sizeOf(record), now)
  }

  #anywhere({ open }: ShardMap): Shard | undefined {
    return open[randomBelow(this.#context.random, open.length)]?.shard
  }
}

/** Unit: bytes of data and partition key. */
export function sizeOf({ Data, PartitionKey = '' }: NewRecord): number {
  return Data.length + Buffer.byteLength(PartitionKey)
}

/** UNVERIFIED: the words. */
function checkSize({ recordKiB }: Stream, record: NewRecord): void {
  const bytes = recordKiB * 1024
  if (sizeOf(record) > bytes)
    throw invalidArgument(
      `The size of the record, data and partition key together, exceeds the maximum record size of the stream, ${bytes} bytes.`,
    )
}

function hashKey({ PartitionKey, ExplicitHashKey }: NewRecord): bigint {
  if (ExplicitHashKey !== undefined) {
    const key = BigInt(ExplicitHashKey)
    if (key >= hashKeyCount)
      throw invalidArgument(
        `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${ExplicitHashKey}`,
      )
    return key
  }
  // UNVERIFIED: the words.
  if (PartitionKey === undefined) throw invalidArgument('PartitionKey must be specified for this stream.')
  return hashKeyOf(PartitionKey)
}

function tell(context: OperationContext, stream: Stream, written: readonly Written[]): void {
  const source = streamArn(context, stream)
  for (const record of written) {
    if ('refused' in record) continue
    const event = `${shardIdOf(record.shard.index)}:${record.sequenceNumber}`
    const causes = context.causes === undefined ? {} : { causes: context.causes }
    context.trail.tell({ stage: 'accepted', event, source, ...causes })
  }
}

/** Source: Developer Guide, "Monitor the Amazon Kinesis Data Streams service with Amazon CloudWatch". */
function countWritten(
  context: OperationContext,
  action: 'PutRecord' | 'PutRecords',
  stream: Stream,
  records: readonly NewRecord[],
  written: readonly Written[],
): void {
  const metrics = metricsOf(context)
  const arn = streamArn(context, stream)
  let bytes = 0
  let taken = 0
  const shards = new Map<number, { IncomingBytes: number; IncomingRecords: number; refused: number }>()
  for (const [index, record] of written.entries()) {
    const of = shards.get(record.shard.index) ?? { IncomingBytes: 0, IncomingRecords: 0, refused: 0 }
    shards.set(record.shard.index, of)
    if ('refused' in record) {
      of.refused++
      continue
    }
    const given = records[index]
    const size = given === undefined ? 0 : sizeOf(given)
    bytes += size
    taken++
    of.IncomingBytes += size
    of.IncomingRecords++
  }
  const refused = written.length - taken
  metrics.count(stream, arn, {
    IncomingBytes: bytes,
    IncomingRecords: taken,
    WriteProvisionedThroughputExceeded: refused,
    [`${action}.Bytes`]: bytes,
    [`${action}.Success`]: taken > 0 ? 1 : 0,
    ...(action === 'PutRecords'
      ? {
          'PutRecords.TotalRecords': written.length,
          'PutRecords.SuccessfulRecords': taken,
          'PutRecords.ThrottledRecords': refused,
        }
      : {}),
  })
  if (stream.metrics.length === 0) return
  for (const [shard, { refused: WriteProvisionedThroughputExceeded, ...incoming }] of shards)
    metrics.countShard(stream, arn, shard, { ...incoming, WriteProvisionedThroughputExceeded })
}

/** Whether and how records are encrypted, as answers say it. */
export function encryptionOf({ keyId }: Stream): Api.EncryptionType {
  return keyId === undefined ? 'NONE' : 'KMS'
}
