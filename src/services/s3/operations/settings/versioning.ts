import type * as Api from '@aws-sdk/client-s3'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changeBucket, readBucket } from '../../bucket-changes.ts'
import { invalidBucketState, malformedXml, notImplemented } from '../../errors.ts'

/** Turns versions on, or suspends them; they cannot be turned off again. */
export async function putBucketVersioning(
  input: Api.PutBucketVersioningRequest,
  context: OperationContext,
): Promise<object> {
  const { Status: status, MFADelete: mfaDelete } = input.VersioningConfiguration ?? {}
  if (mfaDelete === 'Enabled') throw notImplemented('Lambent has no MFA delete.')
  if (status !== 'Enabled' && status !== 'Suspended') throw malformedXml()
  await changeBucket(context, input, 's3:PutBucketVersioning', (bucket) => {
    if (bucket.objectLock !== undefined && status === 'Suspended') {
      throw invalidBucketState(
        'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.',
      )
    }
    if (bucket.replication !== undefined && status === 'Suspended') {
      throw invalidBucketState(
        'A replication configuration is present on this bucket, so the versioning state cannot be changed.',
      )
    }
    return { ...bucket, versioning: status }
  })
  return {}
}

export async function getBucketVersioning(
  input: Api.GetBucketVersioningRequest,
  context: OperationContext,
): Promise<Omit<Api.GetBucketVersioningCommandOutput, '$metadata'>> {
  const { versioning } = await readBucket(context, input, 's3:GetBucketVersioning')
  return versioning === undefined ? {} : { Status: versioning }
}
