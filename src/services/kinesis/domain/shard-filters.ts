/** Which shards ListShards answers. Source: API Reference, ShardFilter. */
import type { Shard } from './shards.ts'

/** What is asked for. Instants in milliseconds since the epoch. */
export type ShardChoice =
  | { readonly type: 'FROM_TRIM_HORIZON' | 'AT_TRIM_HORIZON' | 'AT_LATEST' }
  | { readonly type: 'AFTER_SHARD_ID'; readonly index: number }
  | { readonly type: 'AT_TIMESTAMP' | 'FROM_TIMESTAMP'; readonly at: number }

/** Whether a shard is among those asked for. `horizon`: records before this instant are gone. */
export function isChosen(shard: Shard, choice: ShardChoice, horizon: number): boolean {
  const { openedAt, closedAt } = shard
  const closedSince = (at: number) => closedAt === undefined || closedAt >= at
  switch (choice.type) {
    case 'AFTER_SHARD_ID':
      return shard.index > choice.index
    case 'AT_LATEST':
      return closedAt === undefined
    case 'AT_TRIM_HORIZON':
      // Shards opened since the stream began and before anything was trimmed were open at its horizon when they have no parent left.
      return openedAt <= horizon ? closedSince(horizon) : shard.parent === undefined
    case 'AT_TIMESTAMP':
      return openedAt <= choice.at && closedSince(choice.at)
    case 'FROM_TIMESTAMP':
      return closedSince(Math.max(choice.at, horizon))
    case 'FROM_TRIM_HORIZON':
      return true
  }
}
