import type * as Api from '@aws-sdk/client-s3'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changeBucket, readBucket, without } from '../../bucket-changes.ts'
import { missing } from '../../errors.ts'
import { required } from '../../required.ts'

/** Sets what of the world is kept out. */
export async function putPublicAccessBlock(
  input: Api.PutPublicAccessBlockRequest,
  context: OperationContext,
): Promise<object> {
  const block = required(input.PublicAccessBlockConfiguration)
  await changeBucket(context, input, 's3:PutBucketPublicAccessBlock', (bucket) => ({
    ...bucket,
    publicAccess: {
      BlockPublicAcls: block.BlockPublicAcls ?? false,
      IgnorePublicAcls: block.IgnorePublicAcls ?? false,
      BlockPublicPolicy: block.BlockPublicPolicy ?? false,
      RestrictPublicBuckets: block.RestrictPublicBuckets ?? false,
    },
  }))
  return {}
}

export async function getPublicAccessBlock(
  input: Api.GetPublicAccessBlockRequest,
  context: OperationContext,
): Promise<Omit<Api.GetPublicAccessBlockCommandOutput, '$metadata'>> {
  const { publicAccess, name } = await readBucket(context, input, 's3:GetBucketPublicAccessBlock')
  if (publicAccess === undefined) throw missing.publicAccess(name)
  return { PublicAccessBlockConfiguration: publicAccess }
}

export async function deletePublicAccessBlock(
  input: Api.DeletePublicAccessBlockRequest,
  context: OperationContext,
): Promise<object> {
  await changeBucket(context, input, 's3:PutBucketPublicAccessBlock', (bucket) =>
    without(bucket, 'publicAccess'),
  )
  return {}
}
