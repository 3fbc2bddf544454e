/**
 * Versions of objects: finding them, putting a new one on top, taking one away. Every change writes the key's head and checks
 * what it was, so that of two that meet one is done again on what is there then.
 */
import { randomText } from '../../base/random.ts'
import type { Surroundings } from '../../dispatch/index.ts'
import { type Atomic, atomic, type Store, type Stored } from '../../store/index.ts'
import { forgetBuckets } from './buckets.ts'
import { type Conditions, checkWrite } from './domain/conditions.ts'
import { isLocked } from './domain/object-lock.ts'
import type { ReplicatedOperation } from './domain/replication.ts'
import { nextOrder, nullVersion, orderOfVersionId, versionIdOf } from './domain/version-ids.ts'
import {
  accessDenied,
  invalidArgument,
  noSuchBucket,
  noSuchKey,
  notImplemented,
  operationAborted,
  preconditionFailed,
} from './errors.ts'
import { commitAttempts } from './limits.ts'
import { type Actor, addNotifications, type Happening } from './notifications.ts'
import {
  type Bucket,
  blobHolder,
  bodyKey,
  buckets,
  headKey,
  type ObjectVersion,
  type OldNull,
  oldKey,
  oldNullKey,
  olds,
  type Release,
  releaseQueue,
} from './records.ts'
import { planReplication } from './replication.ts'

/** A version with where it is. */
export interface FoundVersion {
  readonly value: ObjectVersion
  readonly version: number
  readonly isHead: boolean
}

/** The newest version of a key, a delete marker too. */
export async function readHead(
  { store }: Pick<Surroundings, 'store'>,
  bucketId: string,
  key: string,
): Promise<Stored<ObjectVersion> | undefined> {
  const entry = await store.get<ObjectVersion>(headKey(bucketId, key))
  return entry === null ? undefined : { value: entry.value, version: entry.version }
}

/** A version by its id; the newest one without. Fails with InvalidArgument for what cannot be an id. */
export async function findVersion(
  { store }: Pick<Surroundings, 'store'>,
  bucketId: string,
  key: string,
  versionId: string | undefined,
): Promise<FoundVersion | undefined> {
  if (versionId === undefined) {
    const head = await readHead({ store }, bucketId, key)
    return head && { ...head, isHead: true }
  }
  const order = await orderOf(store, bucketId, key, versionId)
  const keys = [headKey(bucketId, key), ...(order === undefined ? [] : [oldKey(bucketId, key, order)])]
  const [head, old] = await store.getMany<ObjectVersion>(keys)
  if (head && head.value.versionId === versionId) {
    return { value: head.value, version: head.version, isHead: true }
  }
  return old && old.value.versionId === versionId
    ? { value: old.value, version: old.version, isHead: false }
    : undefined
}

async function orderOf(
  store: Store,
  bucketId: string,
  key: string,
  versionId: string,
): Promise<number | undefined> {
  if (versionId === nullVersion) {
    const pointer = await store.get<OldNull>(oldNullKey(bucketId, key))
    return pointer?.value.order
  }
  if (versionId === '') {
    throw invalidArgument('Version id cannot be the empty string', 'versionId', versionId)
  }
  const order = orderOfVersionId(versionId)
  if (order === undefined) throw invalidArgument('Invalid version id specified', 'versionId', versionId)
  return order
}

/** What a new version is made of; its id and place come with the commit. */
export type Draft = Omit<ObjectVersion, 'versionId' | 'order' | 'modifiedAt' | 'key'>

/** What is told of a change. */
export type VersionEvent = Pick<Happening, 'name' | 'reason' | 'replication'> & { readonly actor: Actor }

/** How a version is put. */
export interface PutOptions {
  readonly conditions?: Pick<Conditions, 'ifMatch' | 'ifNoneMatch'>
  /** Bytes that lie beside the record. */
  readonly inline?: Uint8Array | undefined
  /** Was read ahead; anything newer shows in the commit. */
  readonly head?: Promise<Stored<ObjectVersion> | undefined> | undefined
  readonly event: VersionEvent | undefined
  /** Further changes of the same commit. */
  readonly more?: (commit: Atomic, version: ObjectVersion) => void
}

type Room = Pick<Surroundings, 'store' | 'clock' | 'random'>

/**
 * Puts a version on top of a key. Fails with PreconditionFailed, NoSuchKey (If-Match on nothing), NoSuchBucket when the bucket
 * went meanwhile, OperationAborted after too many conflicts.
 */
export async function putVersion(
  room: Room,
  bucket: Stored<Bucket>,
  key: string,
  draft: Draft,
  options: PutOptions,
): Promise<ObjectVersion> {
  let known = options.head
  return changeKey(room, bucket, async (commit, current) => {
    const head = await (known ?? readHead(room, current.id, key))
    known = undefined
    holdConditions(options.conditions, key, head?.value)
    const { now, order, versionId } = nextVersion(room, current, head?.value)
    const made: ObjectVersion = { key, versionId, order, modifiedAt: now, ...draft }
    const version = planReplication(commit, current, made, 'OBJECT_PUT', order)
    await displace(room, commit, current, key, head, versionId, now)
    commit.set(headKey(current.id, key), version)
    if (version.body.kind === 'inline' && options.inline !== undefined) {
      commit.set(bodyKey(current.id, key, versionId), options.inline)
    } else if (version.body.kind === 'blob') {
      commit.hold(version.body.hash, blobHolder(version.body.holder))
    }
    options.more?.(commit, version)
    const tell =
      options.event &&
      addNotifications(commit, current, options.event.actor, { ...options.event, version, at: now })
    return { answer: version, done: tell }
  })
}

function holdConditions(
  conditions: PutOptions['conditions'],
  key: string,
  head: ObjectVersion | undefined,
): void {
  if (conditions === undefined) return
  const fault = checkWrite(conditions, head?.marker ? undefined : head)
  if (fault === 'not implemented') {
    throw notImplemented('A header you provided implies functionality that is not implemented', {
      Header: 'If-None-Match',
    })
  }
  if (fault === 'no such key') throw noSuchKey(key)
  if (fault !== undefined) throw preconditionFailed(fault)
}

function nextVersion({ clock, random }: Room, bucket: Bucket, head: ObjectVersion | undefined) {
  const now = clock.now()
  const order = nextOrder(now, head?.order)
  const versionId =
    bucket.versioning === 'Enabled' ? versionIdOf(order, randomText(random, letters, 21)) : nullVersion
  return { now, order, versionId }
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.'

/** Makes room on top: the version there becomes an older one, or is gone when the new one has its id. */
export async function displace(
  { store }: Room,
  commit: Atomic,
  bucket: Bucket,
  key: string,
  head: Stored<ObjectVersion> | undefined,
  versionId: string,
  now: number,
): Promise<void> {
  commit.check(headKey(bucket.id, key), head?.version ?? null)
  if (versionId === nullVersion && bucket.versioning !== undefined) {
    const pointer = await store.get<OldNull>(oldNullKey(bucket.id, key))
    if (pointer !== null) {
      const old = await store.get<ObjectVersion>(oldKey(bucket.id, key, pointer.value.order))
      if (old !== null) removeOld(commit, bucket.id, old)
    }
  }
  if (head === undefined) return
  const { value } = head
  if (value.versionId === versionId) {
    releaseBody(commit, bucket.id, value)
    return
  }
  commit.set(oldKey(bucket.id, key, value.order), { ...value, noncurrentSince: now })
  if (value.versionId === nullVersion) {
    commit.set(oldNullKey(bucket.id, key), { order: value.order } satisfies OldNull)
  }
}

function removeOld(
  commit: Atomic,
  bucketId: string,
  { value, version }: { readonly value: ObjectVersion; readonly version: number },
): void {
  const at = oldKey(bucketId, value.key, value.order)
  commit.check(at, version).delete(at)
  if (value.versionId === nullVersion) commit.delete(oldNullKey(bucketId, value.key))
  releaseBody(commit, bucketId, value)
}

/** Lets go of the bytes of a version. */
export function releaseBody(commit: Atomic, bucketId: string, { key, versionId, body }: ObjectVersion): void {
  if (body.kind === 'inline') commit.delete(bodyKey(bucketId, key, versionId))
  else if (body.kind === 'blob') commit.drop(body.hash, blobHolder(body.holder))
  else if (body.kind === 'parts')
    commit.enqueue(releaseQueue, { kind: 'segments', id: body.id, from: 0 } satisfies Release)
}

/** How something is deleted. */
export interface DeleteOptions {
  readonly versionId?: string | undefined
  readonly ifMatch?: string | undefined
  readonly bypassGovernance?: boolean
  readonly accountId: ObjectVersion['accountId']
  /** Of the events: `s3:ObjectRemoved:`, or lifecycle's. */
  readonly eventPrefix: 's3:ObjectRemoved:' | 's3:LifecycleExpiration:'
  readonly reason: string
  readonly actor: Actor
  /** What must still hold of what is deleted; otherwise nothing is. */
  readonly only?: (version: ObjectVersion) => boolean
}

/** What a deletion did. */
export interface Deleted {
  /** The delete marker that was made, or the version that is gone; undefined when there was nothing. */
  readonly version: ObjectVersion | undefined
  readonly madeMarker: boolean
}

/** Deletes an object, or one version of it, as the bucket's versioning has it. Fails with AccessDenied when it is locked. */
export async function deleteVersion(
  room: Room,
  bucket: Stored<Bucket>,
  key: string,
  options: DeleteOptions,
): Promise<Deleted> {
  return changeKey(room, bucket, async (commit, current) => {
    const plan = await planDeletion(room, commit, current, key, options)
    if (plan.version !== undefined && plan.madeMarker && options.eventPrefix === 's3:ObjectRemoved:') {
      // Markers that rules of lifecycle make are not copied. Source: Amazon S3 User Guide, "Replicating delete markers between buckets".
      planReplication(commit, current, plan.version, 'OBJECT_DELETE', plan.version.order)
    }
    if (plan.version === undefined) return { answer: plan, done: undefined, empty: true }
    const { eventPrefix, reason, actor } = options
    const name = `${eventPrefix}${plan.madeMarker ? 'DeleteMarkerCreated' : 'Delete'}`
    const happening = { name, reason, version: plan.version, at: room.clock.now() }
    // The order of the removal itself, which is behind that of what was removed.
    const order = plan.madeMarker ? plan.version.order : nextOrder(happening.at, plan.version.order)
    const told = { ...happening, version: { ...plan.version, order } }
    return { answer: plan, done: addNotifications(commit, current, actor, told) }
  })
}

async function planDeletion(
  room: Room,
  commit: Atomic,
  bucket: Bucket,
  key: string,
  options: DeleteOptions,
): Promise<Deleted> {
  const nothing = { version: undefined, madeMarker: false }
  const { versionId, only, ifMatch } = options
  if (versionId !== undefined) {
    const found = await findVersion(room, bucket.id, key, versionId)
    if (found === undefined || (only && !only(found.value))) return nothing
    if (isLocked(found.value, room.clock.now(), options.bypassGovernance ?? false)) {
      throw accessDenied('Access Denied because object protected by object lock.')
    }
    if (found.isHead) await removeHead(room, commit, bucket, key, found)
    else removeOld(commit, bucket.id, found)
    return { version: found.value, madeMarker: false }
  }
  const head = await readHead(room, bucket.id, key)
  if (ifMatch !== undefined) holdConditions({ ifMatch }, key, head?.value)
  if (only && (head === undefined || !only(head.value))) return nothing
  if (bucket.versioning === undefined) {
    if (head === undefined) return nothing
    await removeHead(room, commit, bucket, key, head)
    return { version: head.value, madeMarker: false }
  }
  const { now, order, versionId: id } = nextVersion(room, bucket, head?.value)
  const marker: ObjectVersion = {
    key,
    versionId: id,
    order,
    modifiedAt: now,
    accountId: options.accountId,
    marker: true,
    etag: '',
    bytes: 0,
    body: { kind: 'none' },
    system: {},
    encryption: { kind: 'AES256' },
  }
  await displace(room, commit, bucket, key, head, id, now)
  commit.set(headKey(bucket.id, key), marker)
  return { version: marker, madeMarker: true }
}

/** Takes the newest version away; the one behind it comes to the top. */
async function removeHead(
  { store }: Room,
  commit: Atomic,
  bucket: Bucket,
  key: string,
  head: Stored<ObjectVersion>,
): Promise<void> {
  const at = headKey(bucket.id, key)
  commit.check(at, head.version)
  releaseBody(commit, bucket.id, head.value)
  const [next] =
    bucket.versioning === undefined
      ? []
      : await store.list<ObjectVersion>({ prefix: [...olds(bucket.id), key], limit: 1 })
  if (next === undefined) {
    commit.delete(at)
    return
  }
  const { noncurrentSince: _since, ...value } = next.value
  commit.check(next.key, next.version).delete(next.key)
  if (value.versionId === nullVersion) commit.delete(oldNullKey(bucket.id, key))
  commit.set(at, value)
}

/** What is to be said of a change of a version. */
export interface ChangeOptions {
  readonly event?: VersionEvent | ((next: ObjectVersion) => VersionEvent | undefined) | undefined
  /** Further changes of the same commit. */
  readonly more?: (commit: Atomic, bucket: Bucket, next: ObjectVersion) => void
  /** What of it rules of replication copy; nothing: it is the bucket's own affair. */
  readonly replicates?: ReplicatedOperation
}

/** Changes a version where it is: its tags, its list, its locks. Undefined from `decide` leaves it as it is. */
export async function updateVersion<Next extends ObjectVersion | undefined>(
  room: Room,
  bucket: Stored<Bucket>,
  key: string,
  versionId: string | undefined,
  decide: (version: FoundVersion | undefined) => Promise<Next> | Next,
  { event, more, replicates }: ChangeOptions = {},
): Promise<Next> {
  return changeKey(room, bucket, async (commit, current) => {
    const found = await findVersion(room, current.id, key, versionId)
    const next = await decide(found)
    if (next === undefined) return { answer: next, done: undefined, empty: true }
    const now = room.clock.now()
    // Sequencers order changes of a key, and this is one.
    const order = nextOrder(now, next.order)
    const kept = replicates === undefined ? next : planReplication(commit, current, next, replicates, order)
    const at = found?.isHead === false ? oldKey(current.id, key, next.order) : headKey(current.id, key)
    commit.check(at, found?.version ?? null).set(at, kept)
    const version = { ...kept, order }
    more?.(commit, current, kept)
    const told = typeof event === 'function' ? event(kept) : event
    const tell = told && addNotifications(commit, current, told.actor, { ...told, version, at: now })
    return { answer: next, done: tell }
  })
}

interface Decision<Answer> {
  readonly answer: Answer
  /** After the commit. */
  readonly done: (() => void) | undefined
  /** Nothing is to be committed. */
  readonly empty?: boolean
}

/** Decides and commits under the bucket's own version, again when somebody's change came between. */
export async function changeKey<Answer>(
  { store, clock }: Room,
  bucket: Stored<Bucket>,
  decide: (commit: Atomic, bucket: Bucket) => Promise<Decision<Answer>>,
): Promise<Answer> {
  let current = bucket
  for (let attempt = 0; attempt < commitAttempts; attempt++) {
    const { value } = current
    if (value.deletingUntil !== undefined && value.deletingUntil > clock.now()) throw operationAborted()
    const at = buckets.storeKey([value.partition, value.name])
    const commit = atomic(store).check(at, current.version)
    const { answer, done, empty } = await decide(commit, value)
    if (empty) return answer
    const result = await commit.commit()
    if (result.ok) {
      done?.()
      return answer
    }
    if (result.failed !== 0) continue
    forgetBuckets({ store })
    const found = await buckets.get(store, [value.partition, value.name])
    if (found === undefined || found.value.id !== value.id) throw noSuchBucket(value.name)
    current = found
  }
  throw operationAborted()
}
