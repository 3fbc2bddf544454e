/** The source of a copy: found, allowed, its conditions held. */
import type { OperationContext } from '../../dispatch/index.ts'
import type { StoredBody } from './bodies.ts'
import { openBucket } from './buckets.ts'
import { checkCopy } from './domain/conditions.ts'
import { readCopySource } from './domain/copy-source.ts'
import type { EncryptionInput } from './encryption.ts'
import { invalidArgument, invalidRequest, preconditionFailed } from './errors.ts'
import { findBytes, openBytes } from './object-bytes.ts'
import { holdReadable, holdVersion } from './object-reading.ts'
import type { Bucket, ObjectVersion } from './records.ts'
import { requiredKey } from './required.ts'

/** What requests say of a source. */
export interface SourceInput {
  readonly CopySource?: string | undefined
  readonly CopySourceIfMatch?: string | undefined
  readonly CopySourceIfModifiedSince?: Date | undefined
  readonly CopySourceIfNoneMatch?: string | undefined
  readonly CopySourceIfUnmodifiedSince?: Date | undefined
  readonly CopySourceSSECustomerAlgorithm?: string | undefined
  readonly CopySourceSSECustomerKey?: string | undefined
  readonly CopySourceSSECustomerKeyMD5?: string | undefined
  readonly ExpectedSourceBucketOwner?: string | undefined
  readonly RequestPayer?: string | undefined
}

export interface OpenedSource {
  readonly bucket: Bucket
  readonly version: ObjectVersion
  /** As it was asked for. */
  readonly versionId: string | undefined
  readonly stored: StoredBody
}

/** Finds the source. Fails with InvalidArgument, PreconditionFailed, and as reading it does. */
export async function openSource(input: SourceInput, context: OperationContext): Promise<OpenedSource> {
  const source = readCopySource(input.CopySource ?? '')
  if (source === undefined) {
    throw invalidArgument(
      'Invalid copy source object key',
      'x-amz-copy-source',
      input.CopySource?.slice(0, 256) ?? '',
    )
  }
  const { value: bucket } = await openBucket(
    context,
    {
      Bucket: source.bucket,
      ExpectedBucketOwner: input.ExpectedSourceBucketOwner,
      RequestPayer: input.RequestPayer,
    },
    true,
  )
  const key = requiredKey(source.key)
  const { versionId } = source
  const bytes = await findBytes(context, bucket, key, versionId)
  if (versionId !== undefined && bytes.found?.value.marker) {
    throw invalidRequest(
      'The source of a copy request may not specifically refer to a delete marker by version id.',
    )
  }
  const question = { key, versionId, action: 's3:GetObject', permission: 'READ', method: 'GET' } as const
  const { value: version } = holdVersion(context, bucket, question, bytes.found, 'GET')
  const failed = checkCopy(
    {
      ifMatch: input.CopySourceIfMatch,
      ifNoneMatch: input.CopySourceIfNoneMatch,
      ifModifiedSince: input.CopySourceIfModifiedSince,
      ifUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
    },
    version,
  )
  if (failed !== undefined) throw preconditionFailed(failed)
  holdReadable(version, context.now)
  const customer: EncryptionInput = {
    SSECustomerAlgorithm: input.CopySourceSSECustomerAlgorithm,
    SSECustomerKey: input.CopySourceSSECustomerKey,
    SSECustomerKeyMD5: input.CopySourceSSECustomerKeyMD5,
  }
  return { bucket, version, versionId, stored: await openBytes(context, bucket, version, bytes, customer) }
}
