/** Multipart uploads under way. */

import { randomText } from '../../base/random.ts'
import type { OperationContext, Surroundings } from '../../dispatch/index.ts'
import { type Atomic, atomic, type Stored } from '../../store/index.ts'
import { noSuchUpload, operationAborted } from './errors.ts'
import { commitAttempts } from './limits.ts'
import { type Bucket, type Release, releaseQueue, type Upload, uploadKey } from './records.ts'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-'

/** An id that sorts by time, as listings of uploads want it. */
export function newUploadId({ random, now }: Pick<OperationContext, 'random' | 'now'>): string {
  return now.toString(36).padStart(9, '0') + randomText(random, letters, 55)
}

const idForm = /^[0-9A-Za-z_.-]{64}$/

/** Fails with NoSuchUpload. */
export async function requireUpload(
  { store }: Pick<Surroundings, 'store'>,
  bucket: Bucket,
  key: string,
  uploadId: string | undefined,
): Promise<Stored<Upload>> {
  const id = uploadId ?? ''
  const entry = idForm.test(id) ? await store.get<Upload>(uploadKey(bucket.id, key, id)) : null
  if (entry === null) throw noSuchUpload(id.slice(0, 256))
  return { value: entry.value, version: entry.version }
}

/** Changes something under an upload, which must stay what it is meanwhile; again when something came between. */
export async function changeUpload<Answer>(
  room: Pick<Surroundings, 'store' | 'clock'>,
  bucket: Bucket,
  upload: Stored<Upload>,
  decide: (commit: Atomic, upload: Upload) => Promise<Answer>,
): Promise<Answer> {
  const { store, clock } = room
  let current = upload
  for (let attempt = 0; attempt < commitAttempts; attempt++) {
    const { key, id, completingUntil } = current.value
    if (completingUntil !== undefined && completingUntil > clock.now()) throw operationAborted()
    const commit = atomic(store).check(uploadKey(bucket.id, key, id), current.version)
    const answer = await decide(commit, current.value)
    const result = await commit.commit()
    if (result.ok) return answer
    if (result.failed === 0) current = await requireUpload(room, bucket, key, id)
  }
  throw operationAborted()
}

/** Gives an upload up. Its parts are let go of afterwards; none can come any more. */
export function removeUpload(commit: Atomic, bucketId: string, { key, id }: Upload): void {
  commit.delete(uploadKey(bucketId, key, id))
  commit.enqueue(releaseQueue, { kind: 'upload', id } satisfies Release)
}
