/** Turning streams on and off. */
import { randomHex } from '../../../base/random.ts'
import { type TableStream as Stream, shardsRecord, tableStreams } from '../../../delivery/index.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Atomic } from '../../../store/index.ts'
import { streamArn, streamLabel } from '../domain/names.ts'
import type { StreamView } from '../domain/table-definition.ts'
import { onDemandPartitions, partitionReadUnits, partitionWriteUnits, shardCountMax } from '../limits.ts'
import type { Table, TableStream } from '../records.ts'

/** A new stream of a table, which `commit` also tells DynamoDB Streams of. */
export function startStream(
  commit: Atomic,
  context: Pick<OperationContext, 'now' | 'partition' | 'random'>,
  table: Table,
  view: StreamView,
): Table {
  // A label is the instant; of two in one millisecond the later one is moved on.
  const last = table.lastStreamLabel
  const label = streamLabel(last === streamLabel(context.now) ? context.now + 1 : context.now)
  const shardIds = Array.from(
    { length: shardCount(table) },
    () => `shardId-${String(context.now).padStart(20, '0')}-${randomHex(context.random, 4)}`,
  )
  const { accountId, region, name: tableName, key } = table
  const arn = streamArn(context.partition, table, label)
  const stream: Stream = {
    accountId,
    region,
    tableName,
    label,
    arn,
    view,
    key,
    shardIds,
    createdAt: context.now,
  }
  tableStreams.put(commit, stream, undefined)
  commit.set(shardsRecord(arn), { at: context.now })
  return { ...table, stream: { label, view, shardIds }, lastStreamLabel: label }
}

/** Ends a table's stream; what it holds can be read for a day. */
export async function endStream(
  commit: Atomic,
  { store, now }: Pick<OperationContext, 'store' | 'now'>,
  table: Table,
  stream: TableStream,
): Promise<Table> {
  const { accountId, region, name } = table
  const stored = await tableStreams.get(store, [accountId, region, name, stream.label])
  if (stored !== undefined) {
    tableStreams.put(commit, { ...stored.value, disabledAt: now }, stored)
    commit.set(shardsRecord(stored.value.arn), { at: now })
  }
  const { stream: _ended, ...rest } = table
  return rest
}

/**
 * A shard for each partition that a table of this throughput has on AWS.
 * Source: Developer Guide, "Partitions and data distribution"; that on-demand tables begin with four follows from their 4,000 writes.
 */
function shardCount({ billing, throughput }: Table): number {
  if (billing === 'PAY_PER_REQUEST') return onDemandPartitions
  const partitions = throughput.read / partitionReadUnits + throughput.write / partitionWriteUnits
  return Math.min(Math.max(1, Math.ceil(partitions)), shardCountMax)
}
