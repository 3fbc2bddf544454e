/**
 * What DynamoDB keeps.
 *
 * A table is found by account, region and name, and has an id that is never used again, under which its items are kept: a
 * table that is made anew does not meet what is still being removed of the one before. The same holds for indexes.
 *
 * Beside each table stands its head, a small record that is written with every change of the table and so has the table's
 * version. Every write of an item asks in its commit for the head at the version that it decided by; so no item goes into
 * a table that was deleted, and none misses an index, a stream or a time to live that was turned on.
 *
 * Items and entries of indexes are in one order: the hash of the partition key, then the sort key's bytes (see
 * items/item-keys.ts). Each table and each index has a first part of keys of its own, which is what PostgreSQL locks when a
 * range is removed.
 */
import type { AccountId, Region } from '../../aws/identifiers.ts'
import type { StreamChange } from '../../delivery/index.ts'
import { collection, type Key } from '../../store/index.ts'
import type { KeySchema, KeyType, OnDemandThroughput, SecondaryIndex, Throughput } from './domain/schema.ts'

/** An account in a region. */
export type Place = { readonly accountId: AccountId; readonly region: Region }

/** Instants in milliseconds since the epoch, here and below. */
export type ProvisionedThroughput = Throughput & {
  readonly increasedAt?: number
  readonly decreasedAt?: number
}

export type TableStream = {
  readonly label: string
  readonly view: 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES'
  readonly shardIds: readonly string[]
}

/** An attribute that says when items end. */
export type TimeToLive = {
  readonly id: string
  readonly attribute: string
  readonly status: 'ENABLING' | 'ENABLED'
}

/** A stream of Kinesis that a table's changes go to. */
export type Destination = {
  readonly streamArn: string
  readonly status: 'ACTIVE' | 'DISABLED'
  readonly precision: 'MILLISECOND' | 'MICROSECOND'
}

export type InsightsMode = 'ACCESSED_AND_THROTTLED_KEYS' | 'THROTTLED_KEYS'

export type Insights = {
  readonly index: string
  readonly mode: InsightsMode
  readonly enabled: boolean
  readonly at: number
}

export type Table = Place & {
  readonly name: string
  readonly id: string
  readonly createdAt: number
  /** `UPDATING` while an index is being made, `CREATING` while the items of a backup are being put into it. */
  readonly status: 'ACTIVE' | 'UPDATING' | 'CREATING'
  /** Types of all key attributes, in the order in which they were given. */
  readonly attributes: ReadonlyArray<{ readonly name: string; readonly type: KeyType }>
  readonly key: KeySchema
  readonly indexes: readonly SecondaryIndex[]
  readonly billing: 'PROVISIONED' | 'PAY_PER_REQUEST'
  readonly onDemandSince?: number
  readonly throughput: ProvisionedThroughput
  readonly onDemand?: OnDemandThroughput
  readonly warm?: Throughput
  readonly tableClass: 'STANDARD' | 'STANDARD_INFREQUENT_ACCESS'
  /** Whether the class was ever named: AWS tells of it only then. */
  readonly tableClassNamed: boolean
  readonly deletionProtected: boolean
  /** The ARN of the key of KMS that was asked for. Nothing is encrypted by it. */
  readonly kmsKeyArn?: string
  readonly tags: Readonly<Record<string, string>>
  readonly stream?: TableStream
  /** The label of a stream that was turned off. */
  readonly lastStreamLabel?: string
  readonly timeToLive?: TimeToLive
  readonly pointInTimeRecovery?: { readonly since: number; readonly days: number }
  readonly policy?: { readonly document: string; readonly revision: string; readonly removable: boolean }
  /** Streams of Kinesis that are told of every change, and those that were. */
  readonly destinations?: readonly Destination[]
  /** Tables and indexes ('' is the table) whose contributors were asked to be watched. Nothing watches them. */
  readonly insights?: readonly Insights[]
  /** Ids of the backups that are being made of it; it is not deleted before they are there. */
  readonly backingUp?: readonly string[]
  /** The backup that it was made from. */
  readonly restored?: { readonly backupArn: string; readonly sourceTableArn: string; readonly at: number }
}

/** By account, region and name. */
export const tables = collection<Table>()({
  name: 'dynamodb.tables',
  key: ({ accountId, region, name }) => [accountId, region, name],
})

export type TableHead = { readonly id: string }

export function headKey({ accountId, region, name }: Pick<Table, 'accountId' | 'region' | 'name'>): Key {
  return ['dynamodb.heads', accountId, region, name]
}

/** All items of a table. */
export const itemRoot = (tableId: string): Key => [`dynamodb.items/${tableId}`]

/** All entries of an index. */
export const indexRoot = (tableId: string, indexId: string): Key => [`dynamodb.index/${tableId}/${indexId}`]

/** Items by the second in which they end. */
export const expiryRoot = (tableId: string, timeToLiveId: string): Key => [
  `dynamodb.expiry/${tableId}/${timeToLiveId}`,
]

/** What is counted of a table and its indexes ('' is the table), every six hours. */
export type Counts = {
  readonly at: number
  readonly of: Readonly<Record<string, { readonly items: number; readonly bytes: number }>>
}

export const countsKey = (tableId: string): Key => ['dynamodb.counts', tableId]

/** What deleted tables and indexes held, to be removed. */
export const removalQueue: Key = ['dynamodb.removals']

export type Removal = { readonly roots: readonly string[] }

/** Indexes that are to be filled with the items that are there. */
export const backfillQueue: Key = ['dynamodb.backfills']

export type Backfill = Place & {
  readonly name: string
  readonly tableId: string
  /** The id of the index, or of the time to live. */
  readonly target: string
}

/** Tables with items that end. */
export const expiryQueue: Key = ['dynamodb.expiries']

export type ExpiryWork = Place & { readonly name: string; readonly tableId: string }

/** When the items of a table are looked at next. */
export const expiryScheduleKey = (tableId: string): Key => ['dynamodb.expiry-schedules', tableId]

export type ExpirySchedule = { readonly at: number }

/** An answered TransactWriteItems or ExecuteTransaction, for those that are sent again with the same token. */
export type AnsweredTransaction = { readonly hash: string; readonly until: number }

export function transactionKey({ accountId, region }: Place, token: string): Key {
  return ['dynamodb.transactions', accountId, region, token]
}

/** Changes of items on their way to streams of Kinesis, those of one item in their order. */
export const destinationQueue: Key = ['dynamodb.kinesis-records']

export type DestinationWork = Place & {
  readonly tableArn: string
  readonly tableName: string
  readonly streamArn: string
  readonly precision: Destination['precision']
  readonly eventId: string
  readonly at: number
  readonly partitionKey: string
  readonly change: StreamChange
}

/** A copy of a table's items, with the table as it was. */
export type Backup = Place & {
  readonly tableName: string
  readonly id: string
  readonly name: string
  readonly createdAt: number
  readonly status: 'CREATING' | 'AVAILABLE'
  readonly table: Table
  readonly items: number
  readonly bytes: number
  /** Ids of the tables that are being made from it; it is not deleted before they are there. */
  readonly restoring: readonly string[]
}

/** By account, region, name of the table and id, which begins with the instant. */
export const backups = collection<Backup>()({
  name: 'dynamodb.backups',
  key: ({ accountId, region, tableName, id }) => [accountId, region, tableName, id],
})

/** All items of a backup, in the places that they have in the table. */
export const backupRoot = (backupId: string): Key => [`dynamodb.backup/${backupId}`]

/** Backups that are to be made. */
export const backupQueue: Key = ['dynamodb.backup-copies']

export type BackupWork = Place & { readonly tableName: string; readonly id: string }

/** Tables that are to be filled from a backup. */
export const restoreQueue: Key = ['dynamodb.restores']

export type RestoreWork = Place & {
  readonly name: string
  readonly tableId: string
  readonly backup: { readonly tableName: string; readonly id: string }
}
