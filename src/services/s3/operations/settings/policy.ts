import type * as Api from '@aws-sdk/client-s3'
import { AwsError } from '../../../../aws/aws-error.ts'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { readDocument } from '../../../../engines/policy/index.ts'
import { changeBucket, readBucket, without } from '../../bucket-changes.ts'
import { bucketArn } from '../../buckets.ts'
import { bucketPolicyFault } from '../../domain/bucket-policy.ts'
import { isPublicPolicy } from '../../domain/public-policy.ts'
import { accessDenied, missing } from '../../errors.ts'
import { policyBytesMax } from '../../limits.ts'

/** Sets the policy. It is in force for whatever is asked next. */
export async function putBucketPolicy(
  input: Api.PutBucketPolicyRequest,
  context: OperationContext,
): Promise<object> {
  const policy = input.Policy ?? ''
  if (Buffer.byteLength(policy) > policyBytesMax) {
    throw new AwsError('PolicyTooLarge', 'Policy exceeds the maximum allowed document size.', {
      statusCode: 400,
    })
  }
  await changeBucket(context, input, 's3:PutBucketPolicy', (bucket) => {
    const fault = bucketPolicyFault(policy, readDocument(policy), bucketArn(bucket))
    if (fault !== undefined) throw new AwsError('MalformedPolicy', fault, { statusCode: 400 })
    if (bucket.publicAccess?.BlockPublicPolicy && isPublicPolicy(policy)) {
      throw accessDenied(
        `User: ${context.principal.arn} is not authorized to perform: s3:PutBucketPolicy on resource: "${bucketArn(bucket)}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`,
      )
    }
    return { ...bucket, policy }
  })
  return {}
}

export async function getBucketPolicy(
  input: Api.GetBucketPolicyRequest,
  context: OperationContext,
): Promise<Omit<Api.GetBucketPolicyCommandOutput, '$metadata'>> {
  const { policy, name } = await readBucket(context, input, 's3:GetBucketPolicy')
  if (policy === undefined) throw missing.policy(name)
  return { Policy: policy }
}

export async function getBucketPolicyStatus(
  input: Api.GetBucketPolicyStatusRequest,
  context: OperationContext,
): Promise<Omit<Api.GetBucketPolicyStatusCommandOutput, '$metadata'>> {
  const { policy, name } = await readBucket(context, input, 's3:GetBucketPolicyStatus')
  if (policy === undefined) throw missing.policy(name)
  return { PolicyStatus: { IsPublic: isPublicPolicy(policy) } }
}

export async function deleteBucketPolicy(
  input: Api.DeleteBucketPolicyRequest,
  context: OperationContext,
): Promise<object> {
  await changeBucket(context, input, 's3:DeleteBucketPolicy', (bucket) => without(bucket, 'policy'))
  return {}
}
