/**
 * What the shards of provisioned streams have taken within the second, so that they take no more than they are provisioned
 * for. Each node counts for itself, in memory: with several nodes a shard may take its share on each.
 * Source: Developer Guide, "Quotas and limits".
 */
import type { Store } from '../../store/index.ts'
import { shardWriteBytes, shardWriteRecords } from './limits.ts'

interface Second {
  readonly second: number
  records: number
  bytes: number
}

/** Shards that are counted. Ours. */
const countedMax = 20_000

const counted = new WeakMap<Store, Map<string, Second>>()

/**
 * Takes room for a record; false when the shard has none in this second. A record larger than a second's share is taken when
 * the second has taken nothing yet: larger records live of what was not used before. `now` in milliseconds since the epoch.
 */
export function takeRoom(
  store: Store,
  streamId: string,
  shardIndex: number,
  bytes: number,
  now: number,
): boolean {
  let shards = counted.get(store)
  if (shards === undefined) {
    shards = new Map()
    counted.set(store, shards)
  }
  const key = `${streamId}/${shardIndex}`
  const second = Math.floor(now / 1000)
  let count = shards.get(key)
  if (count === undefined || count.second !== second) {
    if (shards.size >= countedMax) shards.clear()
    count = { second, records: 0, bytes: 0 }
    shards.set(key, count)
  }
  const first = count.records === 0
  if (count.records >= shardWriteRecords || (!first && count.bytes + bytes > shardWriteBytes)) return false
  count.records++
  count.bytes += bytes
  return true
}
