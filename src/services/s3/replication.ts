/** Replication as changes plan it: the work is in the commit of the change, and the version says how far it is. */
import type { Atomic } from '../../store/index.ts'
import { type ReplicatedOperation, type ReplicationSubject, replicatingRules } from './domain/replication.ts'
import { type Bucket, type ObjectVersion, type ReplicationWork, replicationQueue } from './records.ts'

/** What rules look at of a version. */
export function replicationSubject(version: ObjectVersion): ReplicationSubject {
  return {
    key: version.key,
    tags: version.tags ?? {},
    marker: version.marker === true,
    encryption: version.encryption.kind,
    isReplica: version.replication?.status === 'REPLICA',
  }
}

/**
 * Adds to a commit what replicates a change, and returns the version as it is to be stored: with a status while that is under way. What
 * was not copied when it was made is not copied when it changes.
 */
export function planReplication(
  commit: Atomic,
  bucket: Bucket,
  version: ObjectVersion,
  operation: ReplicatedOperation,
  /** In the order of changes of the key. */
  mark: number,
): ObjectVersion {
  const { replication } = bucket
  if (replication === undefined || bucket.versioning !== 'Enabled') return version
  if (operation !== 'OBJECT_PUT' && operation !== 'OBJECT_DELETE' && version.replication === undefined)
    return version
  const rules = replicatingRules(replication, replicationSubject(version), operation)
  if (rules.length === 0) return version
  const { partition, name, id } = bucket
  const { key, versionId } = version
  const work: ReplicationWork = { partition, bucket: name, bucketId: id, key, versionId, operation, mark }
  commit.enqueue(replicationQueue, work, { group: `${id}/${key}` })
  return version.replication?.status === 'REPLICA'
    ? version
    : { ...version, replication: { status: 'PENDING', mark } }
}

/** Whether rules of lifecycle wait. Source: Amazon S3 User Guide, "Replication and lifecycle rules": while copies are pending or have failed. */
export function awaitsReplication({ replication }: ObjectVersion): boolean {
  return replication?.status === 'PENDING' || replication?.status === 'FAILED'
}
