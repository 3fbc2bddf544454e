import type * as Api from '@aws-sdk/client-s3'
import type { OperationContext } from '../../../dispatch/index.ts'
import { atomic } from '../../../store/index.ts'
import { authorize } from '../access.ts'
import { forgetBuckets, openBucket } from '../buckets.ts'
import { readAlgorithm } from '../checksums.ts'
import { abortionOf } from '../domain/lifecycle.ts'
import { draftFacts, readDraft } from '../drafts.ts'
import { chooseEncryption, encryptionMembers } from '../encryption.ts'
import { invalidRequest, operationAborted } from '../errors.ts'
import { commitAttempts } from '../limits.ts'
import { buckets, type ChecksumType, type Upload, uploadKey } from '../records.ts'
import { requiredKey } from '../required.ts'
import { newUploadId } from '../uploads.ts'

/** Begins a multipart upload. */
export async function createMultipartUpload(
  input: Api.CreateMultipartUploadRequest,
  context: OperationContext,
): Promise<Omit<Api.CreateMultipartUploadCommandOutput, '$metadata'>> {
  for (let attempt = 0; attempt < commitAttempts; attempt++) {
    const begun = await begin(input, context)
    if (begun !== undefined) return begun
    // The bucket is another than this node remembered: it was changed, or is gone.
    forgetBuckets(context)
  }
  throw operationAborted()
}

async function begin(
  input: Api.CreateMultipartUploadRequest,
  context: OperationContext,
): Promise<Omit<Api.CreateMultipartUploadCommandOutput, '$metadata'> | undefined> {
  const { value: bucket, version } = await openBucket(context, input)
  if (bucket.deletingUntil !== undefined && bucket.deletingUntil > context.now) throw operationAborted()
  const key = requiredKey(input.Key)
  const facts = readDraft(context, bucket, input)
  authorize(context, bucket, {
    action: 's3:PutObject',
    key,
    list: bucket.acl,
    permission: 'WRITE',
    ...(bucket.policy === undefined ? {} : { facts: draftFacts(input, facts.tags) }),
  })
  const checksum = chooseChecksum(input)
  const { encryption } = await chooseEncryption(context, bucket, key, input)
  const { accountId, ...rest } = facts
  const upload: Upload = {
    ...rest,
    key,
    id: newUploadId(context),
    initiatedAt: context.now,
    accountId,
    initiator: context.principal.arn,
    checksum,
    encryption,
  }
  const commit = atomic(context.store)
    .check(buckets.storeKey([bucket.partition, bucket.name]), version)
    .check(uploadKey(bucket.id, key, upload.id), null)
    .set(uploadKey(bucket.id, key, upload.id), upload)
  if (!(await commit.commit()).ok) return undefined
  const [abortion] = abortionOf(bucket.lifecycle ?? [], upload)
  return {
    Bucket: bucket.name,
    Key: key,
    UploadId: upload.id,
    ...encryptionMembers(encryption),
    ...(checksum.implied ? {} : { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type }),
    ...(abortion === undefined ? {} : { AbortDate: new Date(abortion.at), AbortRuleId: abortion.ruleId }),
  }
}

/** Source: Amazon S3 User Guide, "Checking object integrity", table of algorithms and types. */
function chooseChecksum({
  ChecksumAlgorithm: name,
  ChecksumType: type,
}: Api.CreateMultipartUploadRequest): NonNullable<Upload['checksum']> {
  const algorithm = readAlgorithm(name)
  if (algorithm === undefined) {
    if (type !== undefined) {
      throw invalidRequest(
        'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
      )
    }
    return { algorithm: 'CRC64NVME', type: 'FULL_OBJECT', implied: true }
  }
  const allowed: readonly ChecksumType[] =
    algorithm === 'CRC64NVME'
      ? ['FULL_OBJECT']
      : algorithm.startsWith('SHA')
        ? ['COMPOSITE']
        : ['COMPOSITE', 'FULL_OBJECT']
  const chosen = type ?? allowed[0] ?? 'COMPOSITE'
  if (!allowed.includes(chosen)) {
    throw invalidRequest(
      `The ${chosen} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    )
  }
  return { algorithm, type: chosen }
}
