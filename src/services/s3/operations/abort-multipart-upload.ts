import type * as Api from '@aws-sdk/client-s3'
import { AwsError } from '../../../aws/aws-error.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { authorize } from '../access.ts'
import { openBucket } from '../buckets.ts'
import { requiredKey } from '../required.ts'
import { changeUpload, removeUpload, requireUpload } from '../uploads.ts'

/** Gives an upload up with all its parts. */
export async function abortMultipartUpload(
  input: Api.AbortMultipartUploadRequest,
  context: OperationContext,
): Promise<object> {
  const { value: bucket } = await openBucket(context, input)
  const key = requiredKey(input.Key)
  authorize(context, bucket, {
    action: 's3:AbortMultipartUpload',
    key,
    list: bucket.acl,
    permission: 'WRITE',
  })
  const upload = await requireUpload(context, bucket, key, input.UploadId)
  const { IfMatchInitiatedTime: initiated } = input
  if (
    initiated !== undefined &&
    Math.floor(initiated.getTime() / 1000) !== Math.floor(upload.value.initiatedAt / 1000)
  ) {
    throw new AwsError(
      'PreconditionFailed',
      'At least one of the pre-conditions you specified did not hold',
      {
        statusCode: 412,
      },
    )
  }
  await changeUpload(context, bucket, upload, async (commit, current) =>
    removeUpload(commit, bucket.id, current),
  )
  return {}
}
