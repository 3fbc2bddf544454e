import type * as Api from '@aws-sdk/client-s3'
import type { OperationContext } from '../../../dispatch/index.ts'
import { atomic, type Stored } from '../../../store/index.ts'
import { changeBucket, without } from '../bucket-changes.ts'
import { forgetBuckets } from '../buckets.ts'
import { bucketNotEmpty, noSuchBucket, operationAborted } from '../errors.ts'
import { configurationsMax, deletionMs } from '../limits.ts'
import {
  type Bucket,
  buckets,
  configurations,
  heads,
  inventoryRuns,
  lifecycleRunKey,
  type ObjectVersion,
  olds,
  type Upload,
  uploads,
} from '../records.ts'
import { removeUpload } from '../uploads.ts'

/** How many uploads are given up in one commit. Ours. */
const uploadsStep = 500

/**
 * Deletes an empty bucket. First it is closed to writers, then looked at, then taken away: an object that was acknowledged
 * meanwhile keeps it. Uploads under way are given up.
 */
export async function deleteBucket(
  input: Api.DeleteBucketRequest,
  context: OperationContext,
): Promise<object> {
  const { clock } = context
  await changeBucket(context, input, 's3:DeleteBucket', (bucket) => ({
    ...bucket,
    deletingUntil: clock.now() + deletionMs,
  }))
  const closed = await currentOf(context, input.Bucket ?? '')
  if (await hasObjects(context, closed.value)) {
    await reopen(context, closed)
    throw bucketNotEmpty(closed.value.name, closed.value.versioning !== undefined)
  }
  await giveUpUploads(context, closed.value)
  await forgetConfigurations(context, closed.value)
  const commit = atomic(context.store)
  buckets.remove(commit, closed)
  commit.deleteRange(inventoryRuns(closed.value.id))
  commit.delete(lifecycleRunKey(closed.value.id))
  const result = await commit.commit()
  forgetBuckets(context)
  if (!result.ok) throw operationAborted()
  return {}
}

async function currentOf({ store, partition }: OperationContext, name: string): Promise<Stored<Bucket>> {
  const stored = await buckets.get(store, [partition, name])
  if (stored === undefined) throw noSuchBucket(name)
  return stored
}

async function hasObjects({ store }: OperationContext, { id }: Bucket): Promise<boolean> {
  const pages = await Promise.all([
    store.list<ObjectVersion>({ prefix: heads(id), limit: 1 }),
    store.list<ObjectVersion>({ prefix: olds(id), limit: 1 }),
  ])
  return pages.some((page) => page.length > 0)
}

async function reopen({ store }: OperationContext, closed: Stored<Bucket>): Promise<void> {
  const commit = atomic(store)
  buckets.put(commit, without(closed.value, 'deletingUntil'), closed)
  await commit.commit()
  forgetBuckets({ store })
}

async function forgetConfigurations({ store }: OperationContext, { id }: Bucket): Promise<void> {
  for (;;) {
    const page = await configurations.list(store, { prefix: [id], limit: configurationsMax })
    const commit = atomic(store)
    for (const configuration of page.items) configurations.remove(commit, configuration)
    if (page.items.length > 0) await commit.commit()
    if (page.next === undefined) return
  }
}

async function giveUpUploads({ store }: OperationContext, { id }: Bucket): Promise<void> {
  for (;;) {
    const page = await store.list<Upload>({ prefix: uploads(id), limit: uploadsStep })
    if (page.length === 0) return
    const commit = atomic(store)
    for (const { value } of page) removeUpload(commit, id, value)
    await commit.commit()
  }
}
