/**
 * Rules of replication: which of them copy an object, and where to. Source: Amazon S3 User Guide, "Replication configuration file
 * elements", "What does Amazon S3 replicate?".
 */
import type { ObjectEvent } from './event-records.ts'
import { type AskedTag, askedTags, type Tags } from './tags.ts'

/** A configuration as it was put, in the words of the API. */
export type Replication = {
  readonly Role: string
  readonly Rules: readonly ReplicationRule[]
}

type Switch = { readonly Status: 'Enabled' | 'Disabled' }

export type ReplicationRule = {
  readonly ID: string
  readonly Priority?: number
  readonly Status: 'Enabled' | 'Disabled'
  /** Of the first form, which has no filter. */
  readonly Prefix?: string
  readonly Filter?: ReplicationFilter
  readonly SourceSelectionCriteria?: {
    readonly SseKmsEncryptedObjects?: Switch
    readonly ReplicaModifications?: Switch
  }
  readonly ExistingObjectReplication?: Switch
  readonly DeleteMarkerReplication?: { readonly Status?: 'Enabled' | 'Disabled' }
  readonly Destination: {
    /** An ARN. */
    readonly Bucket: string
    readonly Account?: string
    readonly StorageClass?: string
    readonly AccessControlTranslation?: { readonly Owner: 'Destination' }
    readonly EncryptionConfiguration?: { readonly ReplicaKmsKeyID?: string }
    readonly ReplicationTime?: { readonly Status: string; readonly Time: { readonly Minutes?: number } }
    readonly Metrics?: { readonly Status: string; readonly EventThreshold?: { readonly Minutes?: number } }
  }
}

export type ReplicationFilter = {
  readonly Prefix?: string
  readonly Tag?: AskedTag
  readonly And?: { readonly Prefix?: string; readonly Tags?: readonly AskedTag[] }
}

/** What was done to a version, as events name it. */
export type ReplicatedOperation = NonNullable<ObjectEvent['replication']>['operation']

/** What rules look at. */
export interface ReplicationSubject {
  readonly key: string
  readonly tags: Tags
  readonly marker: boolean
  readonly encryption: 'AES256' | 'aws:kms' | 'aws:kms:dsse' | 'customer'
  /** A replica itself: it goes on only in what is changed of it, and where a rule says so. */
  readonly isReplica: boolean
}

/** The tags that a filter asks for. */
export function filterTags({ Filter: filter = {} }: ReplicationRule): readonly AskedTag[] {
  return askedTags(filter)
}

function prefixOf({ Prefix, Filter: filter = {} }: ReplicationRule): string {
  return Prefix ?? filter.Prefix ?? filter.And?.Prefix ?? ''
}

function applies(
  rule: ReplicationRule,
  subject: ReplicationSubject,
  operation: ReplicatedOperation,
): boolean {
  const { key, tags, marker, encryption, isReplica } = subject
  const { SseKmsEncryptedObjects: kms, ReplicaModifications: modifications } =
    rule.SourceSelectionCriteria ?? {}
  if (rule.Status !== 'Enabled' || !key.startsWith(prefixOf(rule))) return false
  if (isReplica && (operation === 'OBJECT_PUT' || modifications?.Status !== 'Enabled')) return false
  // The first form copies delete markers; the second one does where it says so.
  if (marker) return rule.Filter === undefined || rule.DeleteMarkerReplication?.Status === 'Enabled'
  if (encryption.startsWith('aws:') && kms?.Status !== 'Enabled') return false
  return filterTags(rule).every(({ Key, Value }) => tags[Key] === Value)
}

/** The rules that copy a change of a version: of each destination the one that comes first by priority. */
export function replicatingRules(
  { Rules: rules }: Replication,
  subject: ReplicationSubject,
  operation: ReplicatedOperation,
): ReplicationRule[] {
  const byDestination = new Map<string, ReplicationRule>()
  for (const rule of rules) {
    if (!applies(rule, subject, operation)) continue
    const { Bucket: bucket } = rule.Destination
    const other = byDestination.get(bucket)
    if (other === undefined || (rule.Priority ?? 0) > (other.Priority ?? 0)) byDestination.set(bucket, rule)
  }
  return [...byDestination.values()]
}

/** Why a copy was not made. Source: Amazon S3 User Guide, "Amazon S3 replication failure reasons". */
export type ReplicationFailure =
  | 'AssumeRoleNotPermitted'
  | 'DstBucketNotFound'
  | 'DstBucketObjectLockConfigMissing'
  | 'DstBucketUnversioned'
  | 'DstDelObjNotPermitted'
  | 'DstKmsKeyNotFound'
  | 'DstMultipartUploadNotPermitted'
  | 'DstObjectHardDeleted'
  | 'DstPutAclNotPermitted'
  | 'DstPutObjectNotPermitted'
  | 'DstPutTaggingNotPermitted'
  | 'DstVersionNotFound'
  | 'SrcBucketReplicationConfigMissing'
  | 'SrcGetObjectNotPermitted'
  | 'SrcKmsKeyNotFound'
  | 'SrcObjectNotEligible'
