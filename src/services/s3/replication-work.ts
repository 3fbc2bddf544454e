/**
 * Copies versions to where replication rules say, as the configuration's role. A message is handled again after a crash: what is there
 * already stays as it is. Source: Amazon S3 User Guide, "Replicating objects within and across Regions", "Getting replication status
 * information", "Receiving replication failure events with Amazon S3 Event Notifications".
 */
import { parseArn } from '../../aws/arn.ts'
import { AwsError } from '../../aws/aws-error.ts'
import { randomUuid } from '../../base/random.ts'
import { isAssumableRole, isFinalFailure, roleCaller } from '../../delivery/index.ts'
import { accessRefusal, type BackgroundSurroundings, type OperationContext } from '../../dispatch/index.ts'
import type { JobHandler } from '../../jobs/index.ts'
import type { Stored } from '../../store/index.ts'
import { hasNoLists } from './access.ts'
import { bucketArn, findBucket } from './buckets.ts'
import { defaultRetention } from './domain/object-lock.ts'
import {
  type ReplicatedOperation,
  type Replication,
  type ReplicationFailure,
  type ReplicationRule,
  replicatingRules,
} from './domain/replication.ts'
import type { Actor } from './notifications.ts'
import { findBytes } from './object-bytes.ts'
import { findVersion, updateVersion } from './objects.ts'
import type { Bucket, ObjectVersion, ReplicationWork } from './records.ts'
import { changeReplica, copyBytes, putReplica, type ReplicaEvent } from './replicas.ts'
import { replicationSubject } from './replication.ts'

/** A copy that is not made, and will not be. */
class ReplicationRefusal extends Error {
  readonly reason: ReplicationFailure

  constructor(reason: ReplicationFailure) {
    super(`Nothing is replicated: ${reason}`)
    this.reason = reason
  }
}

interface Task {
  readonly context: OperationContext
  readonly source: Stored<Bucket>
  readonly version: ObjectVersion
  readonly work: ReplicationWork
  readonly actor: Actor
}

/** Handles the queue. */
export function replicationHandler(room: BackgroundSurroundings): JobHandler<ReplicationWork> {
  return async ({ value: work }, { signal }) => {
    const task = await taskOf(room, work, signal)
    if (task === undefined) return
    const { replication } = task.source.value
    if (replication === undefined) {
      await settle(task, 'SrcBucketReplicationConfigMissing')
      return
    }
    let failure: ReplicationFailure | undefined
    for (const rule of replicatingRules(replication, replicationSubject(task.version), work.operation)) {
      try {
        await replicate(task, replication, rule)
      } catch (error) {
        signal.throwIfAborted()
        failure = failureOf(error)
        room.logger.warn('A version of an object is not replicated', {
          bucket: work.bucket,
          key: work.key,
          destination: rule.Destination.Bucket,
          reason: failure,
        })
        await tellFailure(task, rule, failure)
      }
    }
    await settle(task, failure)
  }
}

/** Notes what was tried for too long. */
export async function noteReplicationLost(
  room: BackgroundSurroundings,
  work: ReplicationWork,
): Promise<void> {
  const task = await taskOf(room, work, new AbortController().signal)
  if (task !== undefined) await settle(task, 'DstPutObjectNotPermitted')
}

/** Fails as the error does when trying again may help. */
function failureOf(error: unknown): ReplicationFailure {
  if (error instanceof ReplicationRefusal) return error.reason
  if (!(error instanceof AwsError)) throw error
  if (error.code === 'NoSuchBucket') return 'DstBucketNotFound'
  if (error.code.startsWith('KMS.')) return 'DstKmsKeyNotFound'
  if (isFinalFailure(error) && error.code !== 'OperationAborted') return 'DstPutObjectNotPermitted'
  throw error
}

async function taskOf(
  room: BackgroundSurroundings,
  work: ReplicationWork,
  signal: AbortSignal,
): Promise<Task | undefined> {
  const source = await findBucket(room, work.partition, work.bucket)
  if (source?.value.id !== work.bucketId) return undefined
  const found = await findVersion(room, work.bucketId, work.key, work.versionId)
  if (found === undefined) return undefined
  const { accountId, region, partition, replication } = source.value
  const role = replication?.Role ?? ''
  const caller = roleCaller({ accountId, region }, role, 's3-replication', { signal })
  const requestId = randomUuid(room.random)
  const now = room.clock.now()
  const context = { ...room, ...caller, partition, now, requestId, signal }
  const actor: Actor = {
    trail: room.trail,
    principalId: `AWS:${caller.principal.type === 'assumed-role' ? caller.principal.userId : 'AmazonS3'}`,
    requester: accountId,
    sourceIp: 's3.amazonaws.com',
    requestId,
  }
  return { context, source, version: found.value, work, actor }
}

async function replicate(task: Task, { Role: role }: Replication, rule: ReplicationRule): Promise<void> {
  const { context, source, version, work } = task
  if (!(await isAssumableRole(context, role, 's3.amazonaws.com', bucketArn(source.value))))
    throw new ReplicationRefusal('AssumeRoleNotPermitted')
  const destination = await openDestination(context, rule)
  await holdPermissions(task, destination.value)
  if (version.marker) {
    await putReplica(context, destination, asReplica(task, destination.value, rule), undefined, {
      name: 's3:ObjectRemoved:DeleteMarkerCreated',
      reason: 'DeleteObject',
      actor: task.actor,
    })
  } else if (work.operation === 'OBJECT_PUT') await putCopy(task, destination, rule)
  else {
    const event = changeEvents[work.operation]
    const told: ReplicaEvent | undefined = event && { ...event, actor: task.actor }
    if (!(await changeReplica(context, destination, version, work.operation, told)))
      throw new ReplicationRefusal('DstVersionNotFound')
  }
}

const changeEvents: Readonly<
  Partial<Record<ReplicatedOperation, { readonly name: string; readonly reason: string }>>
> = {
  OBJECT_TAGGING: { name: 's3:ObjectTagging:Put', reason: 'PutObjectTagging' },
  OBJECT_ACL: { name: 's3:ObjectAcl:Put', reason: 'PutObjectAcl' },
}

async function openDestination(
  context: OperationContext,
  { Destination: { Bucket: arn } }: ReplicationRule,
): Promise<Stored<Bucket>> {
  const found = await findBucket(context, context.partition, parseArn(arn)?.resource ?? '')
  if (found === undefined) throw new ReplicationRefusal('DstBucketNotFound')
  if (found.value.versioning !== 'Enabled') throw new ReplicationRefusal('DstBucketUnversioned')
  return found
}

/** What the role must be let do. Source: Amazon S3 User Guide, "Setting up permissions for live replication". */
async function holdPermissions({ context, source, version, work }: Task, destination: Bucket): Promise<void> {
  const { key } = version
  const may = async (bucket: Bucket, action: string): Promise<boolean> => {
    const { policy, accountId: owner } = bucket
    const resource = bucketArn(bucket, key)
    return (await accessRefusal(context, { action, resource, owner, policy })) === undefined
  }
  if (!version.marker && !(await may(source.value, 's3:GetObjectVersionForReplication')))
    throw new ReplicationRefusal('SrcGetObjectNotPermitted')
  if (version.marker) {
    if (!(await may(destination, 's3:ReplicateDelete'))) throw new ReplicationRefusal('DstDelObjNotPermitted')
  } else if (work.operation === 'OBJECT_TAGGING') {
    if (!(await may(destination, 's3:ReplicateTags')))
      throw new ReplicationRefusal('DstPutTaggingNotPermitted')
  } else if (!(await may(destination, 's3:ReplicateObject')))
    throw new ReplicationRefusal('DstPutObjectNotPermitted')
}

async function putCopy(task: Task, destination: Stored<Bucket>, rule: ReplicationRule): Promise<void> {
  const { context, source, version, actor } = task
  const { key, versionId } = version
  if (await findVersion(context, destination.value.id, key, versionId)) return
  if (version.legalHold === true || version.retention !== undefined) {
    if (destination.value.objectLock === undefined)
      throw new ReplicationRefusal('DstBucketObjectLockConfigMissing')
  }
  const bytes = await findBytes(context, source.value, key, versionId)
  // Gone since: nothing is left to copy.
  if (bytes.found === undefined) return
  const copy = await copyBytes(context, source.value, destination.value, version, bytes, rule)
  try {
    const replica = { ...asReplica(task, destination.value, rule), ...copy.facts }
    const event = { name: 's3:ObjectCreated:Put', reason: 'PutObject', actor }
    await putReplica(context, destination, replica, copy.inline, event)
  } catch (error) {
    await copy.abandon?.()
    throw error
  }
}

/** A version as its copy is: with its id, its time and what is said of it. */
function asReplica(
  { context, version }: Task,
  destination: Bucket,
  { Destination: { StorageClass: storageClass, AccessControlTranslation: translation } }: ReplicationRule,
): ObjectVersion {
  const { noncurrentSince: _since, restoredUntil: _until, restoring: _restoring, ...kept } = version
  const { storageClass: theirs, ...rest } = kept
  const chosen = storageClass ?? theirs
  const isTheirs = translation !== undefined || hasNoLists(destination)
  const retention =
    version.retention ??
    (version.marker ? undefined : defaultRetention(destination.objectLock?.rule, context.now))
  return {
    ...rest,
    ...(isTheirs ? { accountId: destination.accountId } : {}),
    ...(chosen === undefined || chosen === 'STANDARD' ? {} : { storageClass: chosen }),
    ...(retention === undefined ? {} : { retention }),
    replication: { status: 'REPLICA' },
  }
}

async function tellFailure(
  { context, source, version, work, actor }: Task,
  rule: ReplicationRule,
  reason: ReplicationFailure,
): Promise<void> {
  const replication = {
    ruleId: rule.ID,
    destination: rule.Destination.Bucket,
    operation: work.operation,
    requestedAt: Math.floor(work.mark / 1_000),
    reason,
  }
  await updateVersion(context, source, version.key, version.versionId, (found) => found?.value, {
    event: {
      name: 's3:Replication:OperationFailedReplication',
      reason: 'Replication',
      actor,
      replication,
    },
  })
}

/** Notes how it went, unless something else is to be replicated of the version by now. */
async function settle(
  { context, source, version, work }: Task,
  failure: ReplicationFailure | undefined,
): Promise<void> {
  const isCurrent = ({ replication }: ObjectVersion) =>
    replication?.status === 'PENDING' && replication.mark === work.mark
  if (!isCurrent(version)) return
  const { key, versionId } = version
  await updateVersion(context, source, key, versionId, (found) => {
    if (found === undefined || !isCurrent(found.value)) return undefined
    return {
      ...found.value,
      replication: { status: failure === undefined ? 'COMPLETED' : 'FAILED', mark: work.mark },
    }
  })
}
