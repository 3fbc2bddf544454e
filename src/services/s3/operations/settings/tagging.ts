import type * as Api from '@aws-sdk/client-s3'
import { AwsError } from '../../../../aws/aws-error.ts'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changeBucket, readBucket, without } from '../../bucket-changes.ts'
import { bucketTagsMax, tagFault, tagSet, tagsOf } from '../../domain/tags.ts'
import { missing } from '../../errors.ts'
import { required } from '../../required.ts'

/** Replaces all tags of a bucket. */
export async function putBucketTagging(
  input: Api.PutBucketTaggingRequest,
  context: OperationContext,
): Promise<object> {
  const list = required(input.Tagging?.TagSet)
  const fault = tagFault(list, bucketTagsMax)
  if (fault) throw new AwsError(fault.code, fault.message, { statusCode: 400 })
  const tags = tagsOf(list)
  await changeBucket(context, input, 's3:PutBucketTagging', (bucket) => ({ ...bucket, tags }))
  return {}
}

export async function getBucketTagging(
  input: Api.GetBucketTaggingRequest,
  context: OperationContext,
): Promise<Omit<Api.GetBucketTaggingCommandOutput, '$metadata'>> {
  const { tags, name } = await readBucket(context, input, 's3:GetBucketTagging')
  if (tags === undefined) throw missing.tagging(name)
  return { TagSet: tagSet(tags) }
}

export async function deleteBucketTagging(
  input: Api.DeleteBucketTaggingRequest,
  context: OperationContext,
): Promise<object> {
  await changeBucket(context, input, 's3:PutBucketTagging', (bucket) => without(bucket, 'tags'))
  return {}
}
