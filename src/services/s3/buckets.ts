/**
 * Finding buckets. Every request asks for one, so those that were found are remembered: on this node they are forgotten before
 * a change is answered, on others when they hear of it. Whatever is written checks the bucket's version in its commit.
 */
import type { Partition } from '../../aws/identifiers.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import type { Store, Stored } from '../../store/index.ts'
import { isBucketName } from './domain/names.ts'
import { accessDenied, invalidBucketName, noSuchBucket, permanentRedirect } from './errors.ts'
import { rememberedBuckets } from './limits.ts'
import { type Bucket, buckets } from './records.ts'

class BucketCache {
  readonly #store: Store
  readonly #known = new Map<string, Stored<Bucket>>()
  #changes = 0

  constructor(store: Store) {
    this.#store = store
    store.subscribe({ type: 'record', prefix: buckets.storeKey([]) }, () => this.forget())
  }

  async find(partition: Partition, name: string): Promise<Stored<Bucket> | undefined> {
    const key = `${partition}/${name}`
    const known = this.#known.get(key)
    if (known) return known
    const changes = this.#changes
    const found = await buckets.get(this.#store, [partition, name])
    if (found !== undefined && changes === this.#changes) {
      if (this.#known.size >= rememberedBuckets) this.#known.clear()
      this.#known.set(key, found)
    }
    return found
  }

  forget(): void {
    this.#changes++
    this.#known.clear()
  }
}

const caches = new WeakMap<Store, BucketCache>()

function cacheOf(store: Store): BucketCache {
  let cache = caches.get(store)
  if (!cache) {
    cache = new BucketCache(store)
    caches.set(store, cache)
  }
  return cache
}

/** A bucket as this node knows it. */
export function findBucket(
  { store }: { readonly store: Store },
  partition: Partition,
  name: string,
): Promise<Stored<Bucket> | undefined> {
  return name.length > 255 ? Promise.resolve(undefined) : cacheOf(store).find(partition, name)
}

/** Makes this node look again: a commit has told that what it knows is old. */
export function forgetBuckets({ store }: { readonly store: Store }): void {
  cacheOf(store).forget()
}

/** How a bucket is asked for. */
export interface BucketRequest {
  readonly Bucket?: string | undefined
  readonly ExpectedBucketOwner?: string | undefined
  readonly RequestPayer?: string | undefined
}

/**
 * The bucket of a request. Fails with NoSuchBucket, InvalidBucketName, PermanentRedirect for one in another region, AccessDenied
 * when it is not the expected account's, or its requesters pay and this one has not said so.
 */
export async function openBucket(
  context: OperationContext,
  { Bucket: name = '', ExpectedBucketOwner: expectedOwner, RequestPayer: payer }: BucketRequest,
  anyRegion = false,
): Promise<Stored<Bucket>> {
  const found = await findBucket(context, context.partition, name)
  if (found === undefined) {
    throw isBucketName(name) || /^[A-Za-z0-9._-]{3,255}$/.test(name)
      ? noSuchBucket(name)
      : invalidBucketName(name)
  }
  const { value: bucket } = found
  if (expectedOwner !== undefined && expectedOwner !== bucket.accountId) throw accessDenied()
  // Source: Amazon S3 User Guide, "Using Requester Pays general purpose buckets": who does not sign cannot pay.
  const { principal, accountId } = context
  const isOthers = principal.type !== 'service' && accountId !== bucket.accountId
  if (
    bucket.requestPayer === 'Requester' &&
    (principal.type === 'anonymous' || (isOthers && payer === undefined))
  )
    throw accessDenied()
  // Who does not sign names no region; who calls from inside a region of its own means the bucket all the same.
  const isSigned = context.principal.accessKeyId !== undefined
  if (!anyRegion && isSigned && context.host !== undefined && bucket.region !== context.region) {
    throw permanentRedirect(name, bucket.region)
  }
  return found
}

export function bucketArn({ partition, name }: Pick<Bucket, 'partition' | 'name'>, key?: string): string {
  return `arn:${partition}:s3:::${name}${key === undefined ? '' : `/${key}`}`
}
