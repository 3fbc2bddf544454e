import type * as Api from '@aws-sdk/client-s3'
import { AwsError } from '../../../aws/aws-error.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { without } from '../bucket-changes.ts'
import { openBucket } from '../buckets.ts'
import { objectTagsMax, tagFault, tagSet, tagsOf } from '../domain/tags.ts'
import { actorOf } from '../notifications.ts'
import { changeVersion } from '../object-changing.ts'
import { requireVersion } from '../object-reading.ts'
import type { ObjectVersion } from '../records.ts'
import { required, requiredKey } from '../required.ts'

type Named = Pick<Api.GetObjectTaggingRequest, 'Bucket' | 'Key' | 'VersionId' | 'ExpectedBucketOwner'>

async function change(
  input: Named,
  context: OperationContext,
  how: {
    readonly action: `s3:${string}`
    readonly event: string
    readonly reason: string
    readonly method: string
  },
  decide: (version: ObjectVersion) => ObjectVersion,
): Promise<{ VersionId?: string }> {
  const stored = await openBucket(context, input)
  const { value: bucket } = stored
  const key = requiredKey(input.Key)
  const { action, event, reason, method } = how
  const version = await changeVersion(
    context,
    stored,
    { key, versionId: input.VersionId, action, method },
    decide,
    { event: { name: event, reason, actor: actorOf(context) }, replicates: 'OBJECT_TAGGING' },
  )
  return bucket.versioning === undefined ? {} : { VersionId: version.versionId }
}

/** Replaces all tags of an object. */
export async function putObjectTagging(
  input: Api.PutObjectTaggingRequest,
  context: OperationContext,
): Promise<Omit<Api.PutObjectTaggingCommandOutput, '$metadata'>> {
  const list = required(input.Tagging?.TagSet)
  const fault = tagFault(list, objectTagsMax)
  if (fault) throw new AwsError(fault.code, fault.message, { statusCode: 400 })
  const how = {
    action: 's3:PutObjectTagging',
    event: 's3:ObjectTagging:Put',
    reason: 'PutObjectTagging',
    method: 'PUT',
  } as const
  return change(input, context, how, (version) => ({ ...version, tags: tagsOf(list) }))
}

export async function deleteObjectTagging(
  input: Api.DeleteObjectTaggingRequest,
  context: OperationContext,
): Promise<Omit<Api.DeleteObjectTaggingCommandOutput, '$metadata'>> {
  const how = {
    action: 's3:DeleteObjectTagging',
    event: 's3:ObjectTagging:Delete',
    reason: 'DeleteObjectTagging',
    method: 'DELETE',
  } as const
  return change(input, context, how, (version) => without(version, 'tags'))
}

export async function getObjectTagging(
  input: Api.GetObjectTaggingRequest,
  context: OperationContext,
): Promise<Omit<Api.GetObjectTaggingCommandOutput, '$metadata'>> {
  const { value: bucket } = await openBucket(context, input)
  const key = requiredKey(input.Key)
  const { value: version } = await requireVersion(context, bucket, {
    key,
    versionId: input.VersionId,
    action: 's3:GetObjectTagging',
    permission: 'READ',
    method: 'GET',
  })
  return {
    TagSet: tagSet(version.tags),
    ...(bucket.versioning === undefined ? {} : { VersionId: version.versionId }),
  }
}
