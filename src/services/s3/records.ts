/**
 * What S3 keeps.
 *
 * A bucket is found by its name, which is one for all accounts of a partition, and has an id that is never used again, under
 * which everything in it is kept: a bucket that was deleted and made anew does not meet what is left of the first.
 *
 * Of each key there is one head: its newest version, a delete marker too. Listing objects is a scan of heads. Older versions
 * lie beside, newest first. Every change of a key writes its head, so that a check of the head's version is enough against
 * changes that come between.
 *
 * A small body is a record of its own under the version's name, in the commit of its object; larger ones are blobs. The body of a
 * multipart upload stays in the parts in which it came; a record names them.
 */
import type { AccountId, Partition, Region } from '../../aws/identifiers.ts'
import type { JsonObject } from '../../base/json.ts'
import { collection, type Key } from '../../store/index.ts'
import type { AccessList } from './domain/access-lists.ts'
import type { CorsRule } from './domain/cross-origin.ts'
import type { ObjectEvent } from './domain/event-records.ts'
import type { ReportFile } from './domain/inventory.ts'
import type { LifecycleRule } from './domain/lifecycle.ts'
import type { NotificationRule } from './domain/notification-rules.ts'
import type { DefaultRetention, Retention } from './domain/object-lock.ts'
import type { ReplicatedOperation, Replication } from './domain/replication.ts'
import type { RestoreTier } from './domain/restoring.ts'
import type { Tags } from './domain/tags.ts'
import type { Website } from './domain/websites.ts'

export type PublicAccess = {
  readonly BlockPublicAcls: boolean
  readonly IgnorePublicAcls: boolean
  readonly BlockPublicPolicy: boolean
  readonly RestrictPublicBuckets: boolean
}

export type Ownership = 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter'

/** Encryption of objects that name none. */
export type DefaultEncryption = {
  readonly algorithm: 'AES256' | 'aws:kms' | 'aws:kms:dsse'
  readonly kmsKeyId?: string
  readonly bucketKey?: boolean
  /** Kinds that are not taken. */
  readonly blocked?: readonly string[]
}

export type Bucket = {
  readonly partition: Partition
  readonly name: string
  readonly id: string
  readonly accountId: AccountId
  readonly region: Region
  /** Instants in milliseconds since the epoch, here and below. */
  readonly createdAt: number
  readonly versioning?: 'Enabled' | 'Suspended'
  readonly ownership?: Ownership
  readonly publicAccess?: PublicAccess
  readonly acl: AccessList
  readonly policy?: string
  readonly tags?: Tags
  readonly encryption: DefaultEncryption
  readonly cors?: readonly CorsRule[]
  readonly lifecycle?: readonly LifecycleRule[]
  readonly lifecycleMinimumSize?: string
  /** Changes with each lifecycle configuration, so that a new one is looked at at once. */
  readonly lifecycleRevision?: string
  readonly website?: Website
  readonly notifications?: readonly NotificationRule[]
  readonly eventBridge?: boolean
  readonly replication?: Replication
  readonly objectLock?: { readonly enabled: true; readonly rule?: DefaultRetention }
  /** As they were put: logging, request payment, acceleration. */
  readonly logging?: JsonObject
  readonly requestPayer?: 'Requester' | 'BucketOwner'
  readonly acceleration?: 'Enabled' | 'Suspended'
  /** While a deletion looks whether it is empty nothing may be written. */
  readonly deletingUntil?: number
}

/** By partition and name; by account, as they are listed; those with lifecycle rules. */
export const buckets = collection<Bucket>()({
  name: 's3.buckets',
  key: ({ partition, name }) => [partition, name],
  indexes: {
    account: { key: ({ partition, accountId, name }) => [partition, accountId, name], unique: true },
    lifecycle: { key: ({ lifecycle }) => (lifecycle === undefined ? undefined : []) },
  },
})

/** Configurations of which a bucket has many, as they were put. */
export type Configuration = {
  readonly bucketId: string
  readonly kind: 'analytics' | 'inventory' | 'metrics' | 'tiering'
  readonly id: string
  readonly document: JsonObject
  /** The bucket that has it. */
  readonly home?: { readonly partition: Partition; readonly bucket: string }
}

/** By bucket, kind and id; those of inventories of all buckets. */
export const configurations = collection<Configuration>()({
  name: 's3.configurations',
  key: ({ bucketId, kind, id }) => [bucketId, kind, id],
  indexes: { inventory: { key: ({ kind }) => (kind === 'inventory' ? [] : undefined) } },
})

export type ChecksumAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256'
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE'

export type StoredChecksum = {
  readonly algorithm: ChecksumAlgorithm
  readonly type: ChecksumType
  /** Base64; of a composite one with `-<parts>` behind it. */
  readonly value: string
}

/** How an object is encrypted. What `cipher` says is what was done to its bytes; without it they lie as they are. */
export type ObjectEncryption =
  | { readonly kind: 'AES256' }
  | {
      readonly kind: 'aws:kms' | 'aws:kms:dsse'
      readonly keyId: string
      readonly bucketKey?: boolean
      readonly context?: string
      readonly cipher?: { readonly iv: string; readonly wrappedKey: string }
    }
  | {
      readonly kind: 'customer'
      /** Base64 of the key's MD5. */
      readonly keyMd5: string
      /** Salted hash of the key. */
      readonly salt: string
      readonly proof: string
      readonly cipher?: { readonly iv: string }
    }

/** Where a body lies. */
export type Body =
  | { readonly kind: 'none' }
  /** In a record of its own: {@link bodyKey}. */
  | { readonly kind: 'inline' }
  | { readonly kind: 'blob'; readonly hash: string; readonly holder: string }
  /** In the parts of an upload: {@link segmentsKey}. */
  | { readonly kind: 'parts'; readonly id: string }

/** Headers that are answered as they were given. */
export type SystemMetadata = {
  readonly CacheControl?: string
  readonly ContentDisposition?: string
  readonly ContentEncoding?: string
  readonly ContentLanguage?: string
  readonly ContentType?: string
  readonly Expires?: string
  readonly WebsiteRedirectLocation?: string
}

export type ObjectVersion = {
  readonly key: string
  /** `null` without versioning. */
  readonly versionId: string
  /** Its place in the order of its key's versions. */
  readonly order: number
  readonly modifiedAt: number
  readonly accountId: AccountId
  /** A delete marker has nothing of what follows. */
  readonly marker?: true
  /** Since when it is not the current one. */
  readonly noncurrentSince?: number
  /** Without quotes. */
  readonly etag: string
  readonly bytes: number
  readonly body: Body
  readonly partCount?: number
  readonly checksum?: StoredChecksum
  readonly system: SystemMetadata
  readonly user?: Readonly<Record<string, string>>
  readonly tags?: Tags
  readonly acl?: AccessList
  readonly storageClass?: string
  readonly encryption: ObjectEncryption
  readonly retention?: Retention
  readonly legalHold?: boolean
  /** A restored copy on its way, and one that is there. */
  readonly restoring?: { readonly readyAt: number; readonly days: number; readonly tier: RestoreTier }
  readonly restoredUntil?: number
  /** How far its copies are; `mark`: of which change, in the order of those of its key. A replica is one itself. */
  readonly replication?:
    | { readonly status: 'PENDING' | 'COMPLETED' | 'FAILED'; readonly mark: number }
    | { readonly status: 'REPLICA' }
}

/** Newest versions of a bucket, by key. */
export const heads = (bucketId: string): Key => ['s3.heads', bucketId]
export const headKey = (bucketId: string, key: string): Key => ['s3.heads', bucketId, key]

/** Older versions, by key, newest first. */
export const olds = (bucketId: string): Key => ['s3.olds', bucketId]
export const oldKey = (bucketId: string, key: string, order: number): Key => [
  's3.olds',
  bucketId,
  key,
  -order,
]

/** Where the null version of a key is among the older ones; absent when there is none. */
export const oldNullKey = (bucketId: string, key: string): Key => ['s3.old-nulls', bucketId, key]
export type OldNull = { readonly order: number }

/** The bytes of a small body. */
export const bodyKey = (bucketId: string, key: string, versionId: string): Key => [
  's3.bodies',
  bucketId,
  key,
  versionId,
]

/** Who holds the blob of an object. */
export const blobHolder = (holder: string): Key => ['s3.blob-holds', holder]

export type Upload = {
  readonly key: string
  readonly id: string
  readonly initiatedAt: number
  readonly accountId: AccountId
  readonly initiator: string
  readonly checksum?: {
    readonly algorithm: ChecksumAlgorithm
    readonly type: ChecksumType
    readonly implied?: true
  }
  readonly system: SystemMetadata
  readonly user?: Readonly<Record<string, string>>
  readonly tags?: Tags
  readonly acl?: AccessList
  readonly storageClass?: string
  readonly encryption: ObjectEncryption
  readonly retention?: Retention
  readonly legalHold?: boolean
  /** While a completion looks at the parts none may come. */
  readonly completingUntil?: number
}

/** Uploads under way, by key and beginning: ids sort by time. */
export const uploads = (bucketId: string): Key => ['s3.uploads', bucketId]
export const uploadKey = (bucketId: string, key: string, id: string): Key => ['s3.uploads', bucketId, key, id]

/** A completion that was answered, for a day: clients repeat them. */
export type Completed = { readonly versionId: string }

export const completedKey = (bucketId: string, key: string, id: string): Key => [
  's3.completed',
  bucketId,
  key,
  id,
]

export type Part = {
  readonly number: number
  readonly etag: string
  readonly bytes: number
  readonly modifiedAt: number
  /** The bytes' own place: a part that is sent again gets another one. */
  readonly bodyId: string
  readonly hash?: string
  readonly checksum?: string
  readonly iv?: string
}

export const parts = (uploadId: string): Key => ['s3.parts', uploadId]
export const partKey = (uploadId: string, number: number): Key => ['s3.parts', uploadId, number]

/** The bytes of a small part. */
export const partBodyKey = (bodyId: string): Key => ['s3.part-bodies', bodyId]

/** Parts that make a body. A tuple each, as there may be ten thousand. */
export type Segments = {
  readonly parts: ReadonlyArray<
    readonly [bytes: number, bodyId: string, hash: string | null, checksum: string | null, iv: string | null]
  >
}

export const segmentsKey = (id: string): Key => ['s3.segments', id]

/** Bodies in parts that are let go of. */
export const releaseQueue: Key = ['s3.releases']
export type Release =
  /** Of an object; from which part on. */
  | { readonly kind: 'segments'; readonly id: string; readonly from: number }
  /** Of an upload that is gone: all parts that it has. */
  | { readonly kind: 'upload'; readonly id: string }
  /** Parts that an upload was completed without. */
  | {
      readonly kind: 'bodies'
      readonly bodies: ReadonlyArray<readonly [bodyId: string, hash: string | null]>
    }

/** Notifications on their way. */
export const notificationQueue: Key = ['s3.notifications']
export type Notification = {
  readonly target:
    | { readonly kind: 'lambda' | 'sqs' | 'sns'; readonly arn: string; readonly configurationId: string }
    | { readonly kind: 'bus' }
  readonly event: ObjectEvent
  /** `X-Amzn-Trace-Id` of the change. */
  readonly traceHeader?: string
}

/** Steps of lifecycle. */
export const lifecycleQueue: Key = ['s3.lifecycle-work']
export type LifecycleStep = {
  readonly partition: Partition
  readonly bucket: string
  readonly bucketId: string
  readonly phase: 'objects' | 'versions' | 'uploads'
  readonly after?: string
  readonly afterId?: string
}

/** The day (and configuration) that lifecycle last went through a bucket for. */
export const lifecycleRunKey = (bucketId: string): Key => ['s3.lifecycle-runs', bucketId]
export type LifecycleRun = { readonly day: number; readonly revision: string }

/** Changes that are to be copied, of one key one after the other. */
export const replicationQueue: Key = ['s3.replications']
export type ReplicationWork = {
  readonly partition: Partition
  readonly bucket: string
  readonly bucketId: string
  readonly key: string
  readonly versionId: string
  readonly operation: ReplicatedOperation
  /** In the order of changes of the key: microseconds since the epoch, made to grow. */
  readonly mark: number
}

/** Restored copies that come, and that end. */
export const restoreQueue: Key = ['s3.restores']
export type RestoreWork = {
  readonly partition: Partition
  readonly bucket: string
  readonly bucketId: string
  readonly key: string
  readonly versionId: string
  readonly phase: 'ready' | 'end'
  readonly at: number
}

/** Steps of inventory reports. */
export const inventoryQueue: Key = ['s3.inventory-work']
export type InventoryStep = {
  readonly partition: Partition
  readonly bucket: string
  readonly bucketId: string
  readonly id: string
  /** When the report was begun. */
  readonly at: number
  /** What has been written of it. */
  readonly files: readonly ReportFile[]
  /** The version that was written last. */
  readonly after?: { readonly key: string; readonly order: number }
}

/** The day (UTC) for which an inventory was last reported. */
export const inventoryRuns = (bucketId: string): Key => ['s3.inventory-runs', bucketId]
export const inventoryRunKey = (bucketId: string, id: string): Key => ['s3.inventory-runs', bucketId, id]
export type InventoryRun = { readonly day: number }

/** The day (UTC) for which CloudWatch was last told what buckets hold. */
export const storageMetricsRunKey: Key = ['s3.storage-metrics-run']
