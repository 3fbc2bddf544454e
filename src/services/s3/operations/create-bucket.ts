import type * as Api from '@aws-sdk/client-s3'
import { AwsError } from '../../../aws/aws-error.ts'
import { parseRegion, type Region } from '../../../aws/identifiers.ts'
import { randomHex } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { atomic } from '../../../store/index.ts'
import { bucketArn, forgetBuckets } from '../buckets.ts'
import { cannedList } from '../domain/access-lists.ts'
import { isBucketName } from '../domain/names.ts'
import { bucketTagsMax, tagFault, tagsOf } from '../domain/tags.ts'
import {
  accessDenied,
  aclWithoutOwnership,
  bucketAlreadyExists,
  bucketAlreadyOwned,
  invalidBucketName,
  notImplemented,
  operationAborted,
} from '../errors.ts'
import { namesList, ownList, readList } from '../lists.ts'
import { canonicalId } from '../owners.ts'
import { type Bucket, buckets } from '../records.ts'

const home = 'us-east-1'

/** Makes a bucket. Names are one space for all accounts of a partition. */
export async function createBucket(
  input: Api.CreateBucketRequest,
  context: OperationContext,
): Promise<Omit<Api.CreateBucketCommandOutput, '$metadata'>> {
  const { store, partition, principal } = context
  const { Bucket: name = '' } = input
  if (principal.type === 'anonymous') throw accessDenied()
  if (!isBucketName(name)) throw invalidBucketName(name)
  if (
    input.CreateBucketConfiguration?.Bucket !== undefined ||
    input.CreateBucketConfiguration?.Location !== undefined
  ) {
    throw notImplemented('Lambent has no directory buckets.')
  }
  if (input.BucketNamespace === 'account-regional') {
    throw notImplemented('Lambent has no buckets in account regional namespaces.')
  }
  const bucket = newBucket(input, context, regionOf(input, context))
  const commit = atomic(store)
  buckets.put(commit, bucket, undefined)
  if (!(await commit.commit()).ok) {
    forgetBuckets(context)
    const existing = await buckets.get(store, [partition, name])
    // It was being deleted, and is gone by now.
    if (existing === undefined) throw operationAborted()
    if (existing.value.accountId !== context.accountId) throw bucketAlreadyExists(name)
    // As in the oldest region, for its users. Source: API reference, CreateBucket, BucketAlreadyOwnedByYou.
    if (existing.value.region !== home || context.region !== home) throw bucketAlreadyOwned(name)
  }
  return {
    Location: bucket.region === home ? `/${name}` : `http://${name}.s3.amazonaws.com/`,
    BucketArn: bucketArn(bucket),
  }
}

function regionOf({ CreateBucketConfiguration }: Api.CreateBucketRequest, context: OperationContext): Region {
  const named = CreateBucketConfiguration?.LocationConstraint
  if (named === undefined || (named as string) === '') {
    if (context.region === home || context.host === undefined) return context.region
    throw illegalLocation(
      'The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.',
    )
  }
  const region = parseRegion(named === 'EU' ? 'eu-west-1' : named)
  if (region === undefined || (named as string) === home) {
    throw new AwsError('InvalidLocationConstraint', 'The specified location-constraint is not valid', {
      fields: { LocationConstraint: named },
    })
  }
  if (context.region !== home && context.region !== region) {
    throw illegalLocation(
      `The ${named} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    )
  }
  return region
}

function illegalLocation(message: string): AwsError {
  return new AwsError('IllegalLocationConstraintException', message, { statusCode: 400 })
}

function newBucket(input: Api.CreateBucketRequest, context: OperationContext, region: Region): Bucket {
  const { accountId, partition, now, random } = context
  const ownerId = canonicalId(accountId)
  const ownership = input.ObjectOwnership ?? 'BucketOwnerEnforced'
  const isLocked = input.ObjectLockEnabledForBucket === true
  const tags = readTags(input)
  const bucket: Bucket = {
    partition,
    name: input.Bucket ?? '',
    id: randomHex(random, 8),
    accountId,
    region,
    createdAt: now,
    ownership,
    publicAccess: {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    },
    acl: ownList(ownerId),
    encryption: { algorithm: 'AES256' },
    ...(isLocked ? { versioning: 'Enabled' as const, objectLock: { enabled: true as const } } : {}),
    ...(tags === undefined ? {} : { tags }),
  }
  if (!namesList(input) || input.ACL === 'private') return bucket
  if (ownership === 'BucketOwnerEnforced') throw aclWithoutOwnership()
  const acl = readList(input, ownerId, bucket) ?? cannedList('private', ownerId, ownerId)
  return acl === undefined ? bucket : { ...bucket, acl }
}

function readTags({ CreateBucketConfiguration }: Api.CreateBucketRequest) {
  const list = CreateBucketConfiguration?.Tags
  if (list === undefined || list.length === 0) return undefined
  const fault = tagFault(list, bucketTagsMax)
  if (fault) throw new AwsError(fault.code, fault.message, { statusCode: 400 })
  return tagsOf(list)
}
