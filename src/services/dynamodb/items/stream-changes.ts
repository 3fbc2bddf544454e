import { itemToJson, type StreamChange, shardLog } from '../../../delivery/index.ts'
import { type Item, itemSize } from '../../../engines/dynamodb/index.ts'
import type { Key } from '../../../store/index.ts'
import { keyOf } from '../domain/schema.ts'
import type { TableStream } from '../records.ts'
import type { LoadedTable } from '../tables/loaded-table.ts'
import { partitionHash } from './item-keys.ts'

/** A record for a shard's log. */
export interface ShardEntry {
  readonly streamArn: string
  readonly shardId: string
  readonly log: Key
  readonly change: StreamChange
}

/** What a table's stream is told of a change; undefined without a stream. The two images differ. */
export function streamEntry(
  loaded: LoadedTable,
  place: Key,
  before: Readonly<Item> | undefined,
  after: Readonly<Item> | undefined,
  byTimeToLive: boolean,
): ShardEntry | undefined {
  const { table } = loaded
  const { stream } = table
  const some = after ?? before
  if (stream === undefined || some === undefined) return undefined
  const arn = `${loaded.arn}/stream/${stream.label}`
  const shardId = shardOf(stream, place)
  return {
    streamArn: arn,
    shardId,
    log: shardLog(arn, shardId),
    change: changeOf(stream.view, keyOf(table.key, some), before, after, byTimeToLive),
  }
}

export function changeOf(
  view: TableStream['view'],
  keys: Item,
  before: Readonly<Item> | undefined,
  after: Readonly<Item> | undefined,
  byTimeToLive: boolean,
): StreamChange {
  const newImage = view === 'NEW_IMAGE' || view === 'NEW_AND_OLD_IMAGES' ? after : undefined
  const oldImage = view === 'OLD_IMAGE' || view === 'NEW_AND_OLD_IMAGES' ? before : undefined
  const sizes = [keys, newImage, oldImage].map((image) => (image === undefined ? 0 : itemSize(image)))
  return {
    event: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
    keys: itemToJson(keys),
    ...(newImage === undefined ? {} : { newImage: itemToJson(newImage) }),
    ...(oldImage === undefined ? {} : { oldImage: itemToJson(oldImage) }),
    bytes: sizes.reduce((sum, bytes) => sum + bytes, 0),
    ...(byTimeToLive ? { byTimeToLive } : {}),
  }
}

/** A partition key's changes are all in one shard, in their order. */
function shardOf({ shardIds }: TableStream, place: Key): string {
  const first = partitionHash(place)[0] ?? 0
  return shardIds[Math.floor((first * shardIds.length) / 256)] ?? ''
}
