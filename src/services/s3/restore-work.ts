/** Restored copies come when their time has come, and end at a midnight (UTC). Each is a message, void when something else was asked since. */
import type { BackgroundSurroundings } from '../../dispatch/index.ts'
import type { JobHandler } from '../../jobs/index.ts'
import type { Atomic } from '../../store/index.ts'
import { without } from './bucket-changes.ts'
import { findBucket } from './buckets.ts'
import { dueAt } from './domain/lifecycle.ts'
import { serviceActor } from './notifications.ts'
import { updateVersion } from './objects.ts'
import { type Bucket, type ObjectVersion, type RestoreWork, restoreQueue } from './records.ts'

/** Adds to a commit that something is due of a version's restored copy. */
export function planRestore(
  commit: Atomic,
  { partition, name, id }: Bucket,
  { key, versionId }: ObjectVersion,
  phase: RestoreWork['phase'],
  at: number,
): void {
  const work: RestoreWork = { partition, bucket: name, bucketId: id, key, versionId, phase, at }
  commit.enqueue(restoreQueue, work, { deliverAt: at })
}

/** Handles the queue. */
export function restoreHandler(room: BackgroundSurroundings): JobHandler<RestoreWork> {
  return async ({ value: work }) => {
    const bucket = await findBucket(room, work.partition, work.bucket)
    if (bucket?.value.id !== work.bucketId) return
    if (work.phase === 'ready') {
      await updateVersion(
        room,
        bucket,
        work.key,
        work.versionId,
        (found) => {
          const { restoring, ...version } = found?.value ?? {}
          if (found === undefined || restoring?.readyAt !== work.at) return undefined
          return { ...(version as ObjectVersion), restoredUntil: dueAt(work.at, restoring.days) }
        },
        {
          event: { name: 's3:ObjectRestore:Completed', reason: 'RestoreObject', actor: serviceActor(room) },
          more: (commit, current, version) =>
            planRestore(commit, current, version, 'end', version.restoredUntil ?? work.at),
        },
      )
    } else {
      await updateVersion(
        room,
        bucket,
        work.key,
        work.versionId,
        (found) =>
          found?.value.restoredUntil === work.at ? without(found.value, 'restoredUntil') : undefined,
        { event: { name: 's3:ObjectRestore:Delete', reason: 'RestoreObject', actor: serviceActor(room) } },
      )
    }
  }
}
