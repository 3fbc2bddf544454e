import type * as Api from '@aws-sdk/client-s3'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changeBucket, readBucket, without } from '../../bucket-changes.ts'
import { aclWithoutOwnership, malformedXml, missing } from '../../errors.ts'
import { canonicalId } from '../../owners.ts'
import { required } from '../../required.ts'

/** Says who owns what others put, and whether access control lists mean anything. */
export async function putBucketOwnershipControls(
  input: Api.PutBucketOwnershipControlsRequest,
  context: OperationContext,
): Promise<object> {
  const rules = required(input.OwnershipControls?.Rules)
  const [rule] = rules
  if (rules.length !== 1 || rule?.ObjectOwnership === undefined) throw malformedXml()
  const ownership = rule.ObjectOwnership
  await changeBucket(context, input, 's3:PutBucketOwnershipControls', (bucket) => {
    const ownerId = canonicalId(bucket.accountId)
    const hasOthers = bucket.acl.grants.some(
      ({ grantee }) => grantee.type !== 'account' || grantee.id !== ownerId,
    )
    if (ownership === 'BucketOwnerEnforced' && hasOthers) throw aclWithoutOwnership()
    return { ...bucket, ownership }
  })
  return {}
}

export async function getBucketOwnershipControls(
  input: Api.GetBucketOwnershipControlsRequest,
  context: OperationContext,
): Promise<Omit<Api.GetBucketOwnershipControlsCommandOutput, '$metadata'>> {
  const { ownership, name } = await readBucket(context, input, 's3:GetBucketOwnershipControls')
  if (ownership === undefined) throw missing.ownership(name)
  return { OwnershipControls: { Rules: [{ ObjectOwnership: ownership }] } }
}

export async function deleteBucketOwnershipControls(
  input: Api.DeleteBucketOwnershipControlsRequest,
  context: OperationContext,
): Promise<object> {
  await changeBucket(context, input, 's3:PutBucketOwnershipControls', (bucket) =>
    without(bucket, 'ownership'),
  )
  return {}
}
