/**
 * What lifecycle rules do, bucket by bucket: once for each day (UTC), and at once for new rules. A bucket is gone through in steps
 * of some keys, each with a message that names where to go on, so that another node may take over in the middle.
 */

import type { BackgroundSurroundings } from '../../dispatch/index.ts'
import type { JobAnswer, JobHandler, RecurringRun } from '../../jobs/index.ts'
import { atomic, type Key, type Stored } from '../../store/index.ts'
import { bucketArn } from './buckets.ts'
import {
  abortsUpload,
  expirationOf,
  isNoncurrentDue,
  noncurrentTransitionOf,
  removesLoneMarker,
  transitionOf,
} from './domain/lifecycle.ts'
import { isLocked } from './domain/object-lock.ts'
import { lifecycleStep } from './limits.ts'
import { serviceActor } from './notifications.ts'
import { deleteVersion, updateVersion } from './objects.ts'
import {
  type Bucket,
  buckets,
  headKey,
  heads,
  type LifecycleRun,
  type LifecycleStep,
  lifecycleQueue,
  lifecycleRunKey,
  type ObjectVersion,
  olds,
  type Upload,
  uploadKey,
  uploads,
} from './records.ts'
import { awaitsReplication } from './replication.ts'
import { removeUpload } from './uploads.ts'

const dayMs = 86_400_000

type Room = BackgroundSurroundings

/** Finds the buckets that are due, and begins with each. */
export function lifecycleRound(room: Room): RecurringRun {
  return async ({ signal }) => {
    const { store, clock } = room
    const day = Math.floor(clock.now() / dayMs)
    let after: Key | undefined = undefined as Key | undefined
    for (;;) {
      const page = await buckets.listBy(store, 'lifecycle', after === undefined ? {} : { after })
      for (const { value: bucket } of page.items) {
        if (signal.aborted) return
        await begin(room, bucket, day)
      }
      if (page.next === undefined) return
      after = page.next
    }
  }
}

async function begin({ store }: Room, bucket: Bucket, day: number): Promise<void> {
  const at = lifecycleRunKey(bucket.id)
  const last = await store.get<LifecycleRun>(at)
  const revision = bucket.lifecycleRevision ?? ''
  if (last !== null && last.value.day >= day && last.value.revision === revision) return
  const step = { partition: bucket.partition, bucket: bucket.name, bucketId: bucket.id }
  const commit = atomic(store)
    .check(at, last?.version ?? null)
    .set(at, { day, revision } satisfies LifecycleRun)
  for (const phase of ['objects', 'versions', 'uploads'] as const) {
    commit.enqueue(lifecycleQueue, { ...step, phase } satisfies LifecycleStep)
  }
  // Another node may have begun by now.
  await commit.commit()
}

/** Handles one step. */
export function lifecycleHandler(room: Room): JobHandler<LifecycleStep> {
  return async ({ value: step }, { signal }): Promise<JobAnswer> => {
    const bucket = await buckets.get(room.store, [step.partition, step.bucket])
    if (bucket === undefined || bucket.value.id !== step.bucketId || bucket.value.lifecycle === undefined)
      return
    const next =
      step.phase === 'objects'
        ? await throughObjects(room, bucket, step, signal)
        : step.phase === 'versions'
          ? await throughVersions(room, bucket, step, signal)
          : await throughUploads(room, bucket.value, step)
    return next && atomic(room.store).enqueue(lifecycleQueue, next)
  }
}

async function throughObjects(
  room: Room,
  bucket: Stored<Bucket>,
  step: LifecycleStep,
  signal: AbortSignal,
): Promise<LifecycleStep | undefined> {
  const { id } = bucket.value
  const entries = await room.store.list<ObjectVersion>({
    prefix: heads(id),
    ...(step.after === undefined ? {} : { after: headKey(id, step.after) }),
    limit: lifecycleStep,
  })
  for (const { value } of entries) {
    if (signal.aborted) break
    await lookAtHead(room, bucket, value)
  }
  return entries.length < lifecycleStep ? undefined : { ...step, after: String(entries.at(-1)?.key.at(-1)) }
}

async function lookAtHead(room: Room, bucket: Stored<Bucket>, version: ObjectVersion): Promise<void> {
  if (awaitsReplication(version)) return
  const { lifecycle: rules = [] } = bucket.value
  const now = room.clock.now()
  const subject = { ...version, tags: version.tags ?? {} }
  if (version.marker) {
    if (!removesLoneMarker(rules, subject, now) || (await hasOlder(room, bucket.value, version.key))) return
    await remove(room, bucket, version, version.versionId)
    return
  }
  const expiration = expirationOf(rules, subject)
  if (expiration !== undefined && expiration.at <= now) {
    await remove(room, bucket, version, undefined)
    return
  }
  const storageClass = transitionOf(rules, subject, now, bucket.value.lifecycleMinimumSize)
  if (storageClass !== undefined) await move(room, bucket, version, undefined, storageClass)
}

async function move(
  room: Room,
  bucket: Stored<Bucket>,
  version: ObjectVersion,
  versionId: string | undefined,
  storageClass: string,
): Promise<void> {
  await updateVersion(
    room,
    bucket,
    version.key,
    versionId,
    // Somebody may have put another one meanwhile, which is too young.
    (found) =>
      found?.value.versionId === version.versionId && found.value.order === version.order
        ? { ...found.value, storageClass }
        : undefined,
    { event: { name: 's3:LifecycleTransition', reason: 'Lifecycle Transition', actor: serviceActor(room) } },
  )
}

async function hasOlder({ store }: Room, { id }: Bucket, key: string): Promise<boolean> {
  const entries = await store.list({ prefix: [...olds(id), key], limit: 1 })
  return entries.length > 0
}

async function remove(
  room: Room,
  bucket: Stored<Bucket>,
  version: ObjectVersion,
  versionId: string | undefined,
): Promise<void> {
  if (versionId !== undefined && isLocked(version, room.clock.now(), false)) return
  await deleteVersion(room, bucket, version.key, {
    versionId,
    accountId: bucket.value.accountId,
    eventPrefix: 's3:LifecycleExpiration:',
    reason: 'Lifecycle Expiration',
    actor: serviceActor(room),
    only: (current) => current.order === version.order,
  })
}

async function throughVersions(
  room: Room,
  bucket: Stored<Bucket>,
  step: LifecycleStep,
  signal: AbortSignal,
): Promise<LifecycleStep | undefined> {
  const { id, lifecycle: rules = [] } = bucket.value
  const entries = await room.store.list<ObjectVersion>({
    prefix: olds(id),
    ...(step.after === undefined ? {} : { start: [...olds(id), step.after] }),
    limit: lifecycleStep,
  })
  const now = room.clock.now()
  const full = entries.length === lifecycleStep
  const lastKey = entries.at(-1)?.value.key
  const byKey = Map.groupBy(entries, ({ value }) => value.key)
  // The versions of the last key may go on: they are looked at together, in the next step.
  if (full && byKey.size > 1 && lastKey !== undefined) byKey.delete(lastKey)
  for (const [key, group] of byKey) {
    const whole = full && byKey.size === 1 ? await allOf(room, id, key) : group.map(({ value }) => value)
    for (const [newer, version] of whole.entries()) {
      if (signal.aborted) return step
      if (awaitsReplication(version)) continue
      const noncurrentSince = version.noncurrentSince ?? version.modifiedAt
      const subject = { ...version, tags: version.tags ?? {}, noncurrentSince, newer }
      if (isNoncurrentDue(rules, subject, now)) {
        await remove(room, bucket, version, version.versionId)
        continue
      }
      const storageClass = noncurrentTransitionOf(rules, subject, now, bucket.value.lifecycleMinimumSize)
      if (storageClass !== undefined && version.marker === undefined)
        await move(room, bucket, version, version.versionId, storageClass)
    }
  }
  if (!full || lastKey === undefined) return undefined
  return byKey.has(lastKey) ? { ...step, after: `${lastKey}\0` } : { ...step, after: lastKey }
}

async function allOf({ store }: Room, bucketId: string, key: string): Promise<ObjectVersion[]> {
  const entries = await store.list<ObjectVersion>({ prefix: [...olds(bucketId), key], limit: 100_000 })
  return entries.map(({ value }) => value)
}

async function throughUploads(
  { store, clock, logger }: Room,
  bucket: Bucket,
  step: LifecycleStep,
): Promise<LifecycleStep | undefined> {
  const entries = await store.list<Upload>({
    prefix: uploads(bucket.id),
    ...(step.after === undefined || step.afterId === undefined
      ? {}
      : { after: uploadKey(bucket.id, step.after, step.afterId) }),
    limit: lifecycleStep,
  })
  const now = clock.now()
  for (const { key, value, version } of entries) {
    if (!abortsUpload(bucket.lifecycle ?? [], value, now)) continue
    const commit = atomic(store).check(key, version)
    removeUpload(commit, bucket.id, value)
    // One that is just being completed is no longer incomplete.
    await commit.commit()
    logger.debug('A multipart upload was given up by lifecycle', {
      bucket: bucketArn(bucket),
      key: value.key,
    })
  }
  const last = entries.at(-1)?.value
  return entries.length < lifecycleStep || last === undefined
    ? undefined
    : { ...step, after: last.key, afterId: last.id }
}
