import type * as Api from '@aws-sdk/client-s3'
import type { OperationContext } from '../../../dispatch/index.ts'
import { authorize } from '../access.ts'
import { bucketArn, openBucket } from '../buckets.ts'

/** Tells whether a bucket is there and may be used. */
export async function headBucket(
  input: Api.HeadBucketRequest,
  context: OperationContext,
): Promise<Omit<Api.HeadBucketCommandOutput, '$metadata'>> {
  const { value: bucket } = await openBucket(context, input)
  authorize(context, bucket, { action: 's3:ListBucket', list: bucket.acl, permission: 'READ' })
  return { BucketRegion: bucket.region, BucketArn: bucketArn(bucket), AccessPointAlias: false }
}

/** Tells the region; '' for the oldest one. */
export async function getBucketLocation(
  input: Api.GetBucketLocationRequest,
  context: OperationContext,
): Promise<Omit<Api.GetBucketLocationCommandOutput, '$metadata'>> {
  const { value: bucket } = await openBucket(context, input, true)
  authorize(context, bucket, { action: 's3:GetBucketLocation' })
  return bucket.region === 'us-east-1'
    ? { LocationConstraint: '' as Api.BucketLocationConstraint }
    : { LocationConstraint: bucket.region as Api.BucketLocationConstraint }
}
