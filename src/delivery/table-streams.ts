/**
 * The streams of DynamoDB's tables: what DynamoDB writes and DynamoDB Streams reads. The records of a stream are in the logs
 * of its shards ({@link shardLog}).
 */
import type { AccountId, Region } from '../aws/identifiers.ts'
import type { JsonObject } from '../base/json.ts'
import { collection } from '../store/index.ts'

/** A stream. Instants in milliseconds since the epoch. */
export type TableStream = {
  readonly accountId: AccountId
  readonly region: Region
  readonly tableName: string
  readonly label: string
  readonly arn: string
  readonly view: 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES'
  /** The names of the table's key attributes. */
  readonly key: { readonly hash: readonly string[]; readonly sort: readonly string[] }
  readonly shardIds: readonly string[]
  readonly createdAt: number
  /** When it was turned off, or its table deleted. Nothing is added any more; what there is can be read for a day. */
  readonly disabledAt?: number
}

/** By account, region, table and label; and those that grow old. */
export const tableStreams = collection<TableStream>()({
  name: 'dynamodb.streams',
  key: ({ accountId, region, tableName, label }) => [accountId, region, tableName, label],
})

/**
 * A change of an item, as it stands in a shard's log. Images are attribute maps in which bytes are base64 text, as in AWS's JSON.
 */
export type StreamChange = {
  readonly event: 'INSERT' | 'MODIFY' | 'REMOVE'
  readonly keys: JsonObject
  readonly newImage?: JsonObject
  readonly oldImage?: JsonObject
  /** Unit: bytes of keys and images. */
  readonly bytes: number
  /** The item's time had come. */
  readonly byTimeToLive?: true
}

/** How long a record of a stream can be read. Unit: milliseconds. Source: Developer Guide, "Change data capture for DynamoDB Streams". */
export const streamRetentionMs = 24 * 3_600_000

/**
 * The sequence number of an entry of a shard's log: 21 digits, growing, as the shortest of AWS's. They are made of the log's
 * own sequences, so that a record has its number the moment it is committed.
 */
export function sequenceNumber(logSequence: number): string {
  return `1${String(logSequence).padStart(20, '0')}`
}

/** The log's sequence of a sequence number; undefined for a number that no record can have. */
export function logSequence(text: string): number | undefined {
  if (!/^1\d{20}$/.test(text)) return undefined
  const sequence = Number(text.slice(1))
  return Number.isSafeInteger(sequence) ? sequence : undefined
}
