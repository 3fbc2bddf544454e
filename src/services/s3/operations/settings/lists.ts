import type * as Api from '@aws-sdk/client-s3'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { authorize } from '../../access.ts'
import { changeBucket } from '../../bucket-changes.ts'
import { openBucket } from '../../buckets.ts'
import { invalidRequest, noSuchKey } from '../../errors.ts'
import { listMembers, namesList, ownList, readList } from '../../lists.ts'
import { actorOf } from '../../notifications.ts'
import { authorizeObject, requireVersion } from '../../object-reading.ts'
import { updateVersion } from '../../objects.ts'
import { canonicalId } from '../../owners.ts'
import { requiredKey } from '../../required.ts'

const nothingGiven = () =>
  invalidRequest(
    'Your request was missing a required header. Missing header: x-amz-acl, x-amz-grant-* or an AccessControlPolicy body',
  )

/** Replaces the access control list of a bucket. */
export async function putBucketAcl(
  input: Api.PutBucketAclRequest,
  context: OperationContext,
): Promise<object> {
  if (!namesList(input)) throw nothingGiven()
  await changeBucket(context, input, 's3:PutBucketAcl', (bucket) => {
    const ownerId = canonicalId(bucket.accountId)
    return { ...bucket, acl: readList(input, ownerId, bucket) ?? ownList(ownerId) }
  })
  return {}
}

export async function getBucketAcl(
  input: Api.GetBucketAclRequest,
  context: OperationContext,
): Promise<Omit<Api.GetBucketAclCommandOutput, '$metadata'>> {
  const { value: bucket } = await openBucket(context, input)
  authorize(context, bucket, { action: 's3:GetBucketAcl', list: bucket.acl, permission: 'READ_ACP' })
  return listMembers(bucket.acl)
}

/** Replaces the access control list of an object. */
export async function putObjectAcl(
  input: Api.PutObjectAclRequest,
  context: OperationContext,
): Promise<Omit<Api.PutObjectAclCommandOutput, '$metadata'>> {
  const stored = await openBucket(context, input)
  const { value: bucket } = stored
  const key = requiredKey(input.Key)
  if (!namesList(input)) throw nothingGiven()
  const { VersionId: versionId } = input
  await updateVersion(
    context,
    stored,
    key,
    versionId,
    (found) => {
      const version = found?.value
      authorizeObject(context, bucket, {
        action: versionId === undefined ? 's3:PutObjectAcl' : 's3:PutObjectVersionAcl',
        key,
        permission: 'WRITE_ACP',
        version,
        versionId,
      })
      if (version === undefined || version.marker) throw noSuchKey(key)
      const ownerId = canonicalId(version.accountId)
      return { ...version, acl: readList(input, ownerId, bucket) ?? ownList(ownerId) }
    },
    {
      event: { name: 's3:ObjectAcl:Put', reason: 'PutObjectAcl', actor: actorOf(context) },
      replicates: 'OBJECT_ACL',
    },
  )
  return {}
}

export async function getObjectAcl(
  input: Api.GetObjectAclRequest,
  context: OperationContext,
): Promise<Omit<Api.GetObjectAclCommandOutput, '$metadata'>> {
  const { value: bucket } = await openBucket(context, input)
  const key = requiredKey(input.Key)
  const { value: version } = await requireVersion(context, bucket, {
    key,
    versionId: input.VersionId,
    action: 's3:GetObjectAcl',
    permission: 'READ_ACP',
    method: 'GET',
  })
  return listMembers(version.acl ?? ownList(canonicalId(version.accountId)))
}
