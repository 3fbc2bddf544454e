/**
 * What Kinesis Data Streams keeps.
 *
 * A stream is a small record, read with every request; its shards lie beside it in blocks, and the stream's `generation`
 * grows with each change of them, so that a node that has the shards of a generation in memory need not read them again. All
 * that changes a stream, and all that writes into its shards, checks the stream's version: a record never goes into a shard
 * that was closed meanwhile. Records lie in the logs of src/delivery, one entry each.
 */
import type { AccountId, Region } from '../../aws/identifiers.ts'
import { collection, type Key } from '../../store/index.ts'
import type { Shard } from './domain/shards.ts'

export type Home = { readonly accountId: AccountId; readonly region: Region }

export type StreamStatus = 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING'

export type Tags = Readonly<Record<string, string>>

/** A stream. Instants in milliseconds since the epoch. */
export type Stream = Home & {
  readonly name: string
  /** Of this stream alone: another of the same name has another. */
  readonly id: string
  readonly status: StreamStatus
  readonly mode: 'PROVISIONED' | 'ON_DEMAND'
  readonly createdAt: number
  readonly retentionHours: number
  /** Records before this instant were gone when the retention was last made longer, and do not come back. */
  readonly horizon?: number
  /** Grows with each change of the shards. */
  readonly generation: number
  /** The number of the next new shard. */
  readonly nextShard: number
  readonly openShards: number
  readonly tags: Tags
  /** The key, as it was named, when records are encrypted. */
  readonly keyId?: string
  readonly metrics: readonly string[]
  readonly recordKiB: number
  /** Of on-demand streams. */
  readonly distribution?: 'AUTO' | 'USER_PARTITION_KEY'
  readonly policy?: string
  /** When it was scaled, within the last day. */
  readonly scaledAt: readonly number[]
  /** When it changed its mode, within the last day. */
  readonly modeChangedAt: readonly number[]
}

export const streams = collection<Stream>()({
  name: 'kinesis.streams',
  key: ({ accountId, region, name }) => [accountId, region, name],
})

/** Shards with neighbouring numbers. */
export type ShardBlock = {
  readonly streamId: string
  readonly block: number
  readonly shards: readonly Shard[]
}

export const shardBlocks = collection<ShardBlock>()({
  name: 'kinesis.shards',
  key: ({ streamId, block }) => [streamId, block],
})

/** A registered consumer. */
export type Consumer = Home & {
  readonly streamId: string
  readonly streamName: string
  readonly name: string
  readonly status: 'CREATING' | 'ACTIVE' | 'DELETING'
  readonly createdAt: number
  readonly tags: Tags
  readonly policy?: string
}

export const consumers = collection<Consumer>()({
  name: 'kinesis.consumers',
  key: ({ streamId, name }) => [streamId, name],
})

/** Who is subscribed to a shard as a consumer: the last one to ask. */
export type Subscription = {
  readonly streamId: string
  readonly consumer: string
  readonly shardIndex: number
  readonly holder: string
  readonly since: number
}

export const subscriptions = collection<Subscription>()({
  name: 'kinesis.subscriptions',
  key: ({ streamId, consumer, shardIndex }) => [streamId, consumer, shardIndex],
  // Nobody is subscribed for longer; a node that ended without a word leaves nothing for ever.
  expiresAt: ({ since }) => since + 600_000,
})

/** Changes of streams and consumers that have been answered and are to be made. */
export const transitionQueue: Key = ['kinesis.transitions']

/** What is to be done with a stream or consumer, which is in the status that says so until then. */
export type Transition = Home & { readonly name: string; readonly streamId: string } & (
    | { readonly kind: 'activate' | 'delete' }
    | { readonly kind: 'split'; readonly shard: number; readonly start: string }
    | { readonly kind: 'merge'; readonly left: number; readonly right: number }
    | { readonly kind: 'scale'; readonly count: number }
    | { readonly kind: 'encrypt'; readonly keyId: string | null }
    | { readonly kind: 'activate consumer' | 'delete consumer'; readonly consumer: string }
  )
