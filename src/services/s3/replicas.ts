/** Replicas: versions of another bucket, put under their own id and in their own place. */
import type { OperationContext } from '../../dispatch/index.ts'
import { type Atomic, atomic, type Stored } from '../../store/index.ts'
import { receiveBody } from './bodies.ts'
import { without } from './bucket-changes.ts'
import type { ReplicatedOperation, ReplicationRule } from './domain/replication.ts'
import { chooseEncryption } from './encryption.ts'
import { operationAborted } from './errors.ts'
import { etagOf } from './etags.ts'
import { objectBytesMax, releaseStep } from './limits.ts'
import { type Actor, addNotifications } from './notifications.ts'
import { bytesOf, type FoundBytes, openBytes } from './object-bytes.ts'
import { changeKey, displace, findVersion, readHead, updateVersion } from './objects.ts'
import {
  type Bucket,
  blobHolder,
  bodyKey,
  headKey,
  type ObjectVersion,
  oldKey,
  partBodyKey,
  type Release,
  releaseQueue,
  type Segments,
  segmentsKey,
} from './records.ts'

/** The bytes of a replica, and what is said of them. */
export interface ReplicaBytes {
  readonly facts: Pick<ObjectVersion, 'body' | 'encryption' | 'etag' | 'partCount' | 'checksum'>
  readonly inline?: Uint8Array | undefined
  /** Takes back what was done ahead of the commit that puts the replica. */
  readonly abandon?: () => Promise<void>
}

/**
 * Copies the bytes of a version for a destination. They stay as they lie; those under a key of KMS are encrypted anew, under the rule's
 * key. Fails in KMS's errors.
 */
export async function copyBytes(
  context: OperationContext,
  source: Bucket,
  destination: Bucket,
  version: ObjectVersion,
  bytes: FoundBytes,
  rule: ReplicationRule,
): Promise<ReplicaBytes> {
  const { body, encryption, etag, partCount, checksum } = version
  const facts = {
    encryption,
    etag,
    ...(partCount === undefined ? {} : { partCount }),
    ...(checksum === undefined ? {} : { checksum }),
  }
  if (encryption.kind === 'aws:kms' || encryption.kind === 'aws:kms:dsse') {
    return encryptAnew(context, source, destination, version, bytes, rule)
  }
  if (body.kind === 'blob') {
    return { facts: { ...facts, body: { ...body, holder: `${body.holder}.${destination.id}` } } }
  }
  if (body.kind !== 'parts' || bytes.segments === undefined)
    return { facts: { ...facts, body }, inline: bytes.inline }
  const id = `${body.id}.${destination.id}`
  await copyParts(context, bytes.segments, id, destination)
  const release: Release = { kind: 'segments', id, from: 0 }
  return {
    facts: { ...facts, body: { kind: 'parts', id } },
    abandon: async () => {
      await atomic(context.store).enqueue(releaseQueue, release).commit()
    },
  }
}

/** Holds the parts of a body once more, in steps: there may be ten thousand. Done again it does the same. */
async function copyParts(
  { store }: OperationContext,
  { parts }: Segments,
  id: string,
  destination: Bucket,
): Promise<void> {
  const copies: Segments = {
    parts: parts.map(([bytes, bodyId, hash, checksum, iv]) => [
      bytes,
      `${bodyId}.${destination.id}`,
      hash,
      checksum,
      iv,
    ]),
  }
  await atomic(store).set(segmentsKey(id), copies).commit()
  for (let from = 0; from < parts.length; from += releaseStep) {
    const commit = atomic(store)
    for (const [index, [, bodyId, hash]] of parts.slice(from, from + releaseStep).entries()) {
      const copy = copies.parts[from + index]?.[1] ?? ''
      if (hash !== null) commit.hold(hash, blobHolder(copy))
      else {
        const record = await store.get<Uint8Array>(partBodyKey(bodyId))
        if (record === null) throw operationAborted()
        commit.set(partBodyKey(copy), record.value)
      }
    }
    await commit.commit()
  }
}

async function encryptAnew(
  context: OperationContext,
  source: Bucket,
  destination: Bucket,
  version: ObjectVersion,
  bytes: FoundBytes,
  { Destination: { EncryptionConfiguration: wanted } }: ReplicationRule,
): Promise<ReplicaBytes> {
  const stored = await openBytes(context, source, version, bytes, {})
  const { encryption, key } = await chooseEncryption(context, destination, version.key, {
    ServerSideEncryption: version.encryption.kind,
    SSEKMSKeyId: wanted?.ReplicaKmsKeyID,
  })
  const iv = encryption.kind === 'AES256' ? undefined : encryption.cipher?.iv
  const { checksum } = version
  const received = await receiveBody(
    context,
    await bytesOf(context, stored, { start: 0, end: version.bytes }),
    {
      bytesMax: objectBytesMax,
      algorithm: checksum?.algorithm,
      seal: key === undefined || iv === undefined ? undefined : { key, iv },
    },
  )
  return {
    facts: {
      encryption,
      etag: etagOf(received.md5, encryption, context),
      body:
        'blob' in received.kept
          ? {
              kind: 'blob',
              hash: received.kept.blob,
              holder: `${source.id}.${version.versionId}.${destination.id}`,
            }
          : { kind: received.bytes === 0 ? 'none' : 'inline' },
      checksum: checksum?.type === 'FULL_OBJECT' ? checksum : { ...received.checksum, type: 'FULL_OBJECT' },
    },
    ...('inline' in received.kept ? { inline: received.kept.inline } : {}),
  }
}

/** What a replica is told of. */
export interface ReplicaEvent {
  readonly name: string
  readonly reason: string
  readonly actor: Actor
}

/**
 * Puts a replica, unless the bucket has it: on top, or among the older versions where a later one came before it. Fails with
 * NoSuchBucket when the bucket went meanwhile, OperationAborted after too many conflicts.
 */
export async function putReplica(
  context: OperationContext,
  bucket: Stored<Bucket>,
  replica: ObjectVersion,
  inline: Uint8Array | undefined,
  event: ReplicaEvent,
): Promise<void> {
  const { key, versionId, body } = replica
  await changeKey(context, bucket, async (commit, current) => {
    const there = await findVersion(context, current.id, key, versionId)
    if (there !== undefined) return { answer: undefined, done: undefined, empty: true }
    const now = context.clock.now()
    await place(context, commit, current, replica, now)
    if (body.kind === 'inline' && inline !== undefined)
      commit.set(bodyKey(current.id, key, versionId), inline)
    else if (body.kind === 'blob') commit.hold(body.hash, blobHolder(body.holder))
    const tell = addNotifications(commit, current, event.actor, { ...event, version: replica, at: now })
    return { answer: undefined, done: tell }
  })
}

async function place(
  context: OperationContext,
  commit: Atomic,
  { id, versioning, ...bucket }: Bucket,
  replica: ObjectVersion,
  now: number,
): Promise<void> {
  const { key, order, versionId } = replica
  const head = await readHead(context, id, key)
  const isNewest = head === undefined || head.value.order < order
  if (isNewest) {
    const current: Bucket = { ...bucket, id, ...(versioning === undefined ? {} : { versioning }) }
    await displace(context, commit, current, key, head, versionId, now)
    commit.set(headKey(id, key), replica)
    return
  }
  // Whoever changes a key writes its head.
  commit.check(headKey(id, key), head.version).set(headKey(id, key), head.value)
  const at = oldKey(id, key, order)
  commit.check(at, null).set(at, { ...replica, noncurrentSince: now })
}

/** Makes what was changed of a source the same of its replica. False: there is no such replica. */
export async function changeReplica(
  context: OperationContext,
  bucket: Stored<Bucket>,
  source: ObjectVersion,
  operation: ReplicatedOperation,
  event: ReplicaEvent | undefined,
): Promise<boolean> {
  const { key, versionId } = source
  const changed = await updateVersion(
    context,
    bucket,
    key,
    versionId,
    (found) => found && withChange(found.value, source, operation),
    { event },
  )
  return changed !== undefined
}

function withChange(
  replica: ObjectVersion,
  { tags, acl, retention, legalHold }: ObjectVersion,
  operation: ReplicatedOperation,
): ObjectVersion {
  if (operation === 'OBJECT_TAGGING')
    return tags === undefined ? without(replica, 'tags') : { ...replica, tags }
  if (operation === 'OBJECT_ACL') return acl === undefined ? without(replica, 'acl') : { ...replica, acl }
  const { retention: _retention, legalHold: _hold, ...rest } = replica
  return {
    ...rest,
    ...(retention === undefined ? {} : { retention }),
    ...(legalHold === undefined ? {} : { legalHold }),
  }
}
