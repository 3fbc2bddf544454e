/** Changing a bucket's own record. */
import type { OperationContext } from '../../dispatch/index.ts'
import { atomic } from '../../store/index.ts'
import { authorize } from './access.ts'
import { type BucketRequest, forgetBuckets, openBucket } from './buckets.ts'
import { operationAborted } from './errors.ts'
import { commitAttempts } from './limits.ts'
import { type Bucket, buckets } from './records.ts'

/** A bucket that the caller may ask this of. */
export async function readBucket(
  context: OperationContext,
  input: BucketRequest,
  action: `s3:${string}`,
): Promise<Bucket> {
  const { value: bucket } = await openBucket(context, input)
  authorize(context, bucket, { action })
  return bucket
}

/** Reads, decides and commits; again on what is there when somebody's change came between. */
export async function changeBucket(
  context: OperationContext,
  input: BucketRequest,
  action: `s3:${string}`,
  decide: (bucket: Bucket) => Bucket | Promise<Bucket>,
): Promise<Bucket> {
  const { store } = context
  for (let attempt = 0; attempt < commitAttempts; attempt++) {
    const stored = await openBucket(context, input)
    authorize(context, stored.value, { action })
    const next = await decide(stored.value)
    const commit = atomic(store)
    buckets.put(commit, next, stored)
    if ((await commit.commit()).ok) {
      forgetBuckets(context)
      return next
    }
    forgetBuckets(context)
  }
  throw operationAborted()
}

/** A record without one of its members. */
export function without<T extends object, K extends keyof T>(value: T, name: K): Omit<T, K> {
  const { [name]: _gone, ...rest } = value
  return rest
}
