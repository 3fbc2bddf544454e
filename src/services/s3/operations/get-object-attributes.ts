import type * as Api from '@aws-sdk/client-s3'
import type { OperationContext } from '../../../dispatch/index.ts'
import { openBucket } from '../buckets.ts'
import { checksumMembers } from '../checksums.ts'
import { invalidArgument, missingAttributes } from '../errors.ts'
import { pageMax } from '../limits.ts'
import { findBytes, holdCustomerKey } from '../object-bytes.ts'
import { holdVersion } from '../object-reading.ts'
import type { ObjectVersion, Segments } from '../records.ts'
import { requiredKey } from '../required.ts'

/** Tells of an object what is asked for: its ETag, checksum, parts, size and storage class. */
export async function getObjectAttributes(
  input: Api.GetObjectAttributesRequest,
  context: OperationContext,
): Promise<Omit<Api.GetObjectAttributesCommandOutput, '$metadata'>> {
  const { value: bucket } = await openBucket(context, input)
  const key = requiredKey(input.Key)
  const { VersionId: versionId, ObjectAttributes: asked = [] } = input
  if (asked.length === 0) throw missingAttributes()
  const bytes = await findBytes(context, bucket, key, versionId)
  const question = {
    key,
    versionId,
    action: 's3:GetObjectAttributes',
    permission: 'READ',
    method: 'GET',
  } as const
  const { value: version } = holdVersion(context, bucket, question, bytes.found, 'GET')
  await holdCustomerKey(context, bucket, version, bytes, input)
  const wants = (name: Api.ObjectAttributes) => asked.includes(name)
  return {
    LastModified: new Date(version.modifiedAt),
    ...(bucket.versioning === undefined ? {} : { VersionId: version.versionId }),
    ...(wants('ETag') ? { ETag: version.etag } : {}),
    ...(wants('Checksum') && version.checksum !== undefined
      ? { Checksum: checksumMembers(version.checksum) }
      : {}),
    ...(wants('ObjectParts') && version.partCount !== undefined
      ? { ObjectParts: partsOf(input, version, bytes.segments) }
      : {}),
    ...(wants('StorageClass')
      ? { StorageClass: (version.storageClass as Api.StorageClass) ?? 'STANDARD' }
      : {}),
    ...(wants('ObjectSize') ? { ObjectSize: version.bytes } : {}),
  }
}

/** Parts are listed where they have checksums of their own. Source: API reference, GetObjectAttributes, ObjectParts. */
function partsOf(
  { MaxParts = pageMax, PartNumberMarker: marker = '0' }: Api.GetObjectAttributesRequest,
  version: ObjectVersion,
  segments: Segments | undefined,
): Api.GetObjectAttributesParts {
  const after = Number(marker)
  if (!Number.isInteger(after) || after < 0) {
    throw invalidArgument(
      'Argument part-number-marker must be an integer between 0 and 2147483647',
      'part-number-marker',
      String(marker),
    )
  }
  const max = Math.min(MaxParts, pageMax)
  const count = version.partCount ?? 0
  if (segments === undefined || version.checksum?.type !== 'COMPOSITE') return { TotalPartsCount: count }
  const algorithm = version.checksum.algorithm
  const all = segments.parts.map(([Size, , , checksum], index) => ({
    PartNumber: index + 1,
    Size,
    ...(checksum === null ? {} : { [`Checksum${algorithm}`]: checksum }),
  }))
  const page = all.slice(after, after + max)
  return {
    TotalPartsCount: count,
    PartNumberMarker: String(after),
    NextPartNumberMarker: String(page.at(-1)?.PartNumber ?? after),
    MaxParts: max,
    IsTruncated: after + page.length < all.length,
    Parts: page,
  }
}
