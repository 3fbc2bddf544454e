import type * as Api from '@aws-sdk/client-s3'
import type { OperationContext } from '../../../dispatch/index.ts'
import { authorize } from '../access.ts'
import { openBucket } from '../buckets.ts'
import { abortionOf } from '../domain/lifecycle.ts'
import { invalidArgument } from '../errors.ts'
import { pageMax } from '../limits.ts'
import { ownerOf } from '../owners.ts'
import { type Part, partKey, parts } from '../records.ts'
import { requiredKey } from '../required.ts'
import { requireUpload } from '../uploads.ts'

/** Lists the parts of an upload by number. */
export async function listParts(
  input: Api.ListPartsRequest,
  context: OperationContext,
): Promise<Omit<Api.ListPartsCommandOutput, '$metadata'>> {
  const { value: bucket } = await openBucket(context, input)
  const key = requiredKey(input.Key)
  authorize(context, bucket, {
    action: 's3:ListMultipartUploadParts',
    key,
    list: bucket.acl,
    permission: 'READ',
  })
  const { value: upload } = await requireUpload(context, bucket, key, input.UploadId)
  const max = Math.min(input.MaxParts ?? pageMax, pageMax)
  const marker = Number(input.PartNumberMarker ?? 0)
  if (max < 0 || !Number.isInteger(marker) || marker < 0) {
    throw invalidArgument(
      'Argument maxParts must be an integer between 0 and 2147483647',
      'max-parts',
      String(input.MaxParts ?? input.PartNumberMarker),
    )
  }
  const entries = await context.store.list<Part>({
    prefix: parts(upload.id),
    after: partKey(upload.id, marker),
    limit: max + 1,
  })
  const page = entries.slice(0, max).map(({ value }) => value)
  const { checksum } = upload
  const [abortion] = abortionOf(bucket.lifecycle ?? [], upload)
  return {
    Bucket: bucket.name,
    Key: key,
    UploadId: upload.id,
    PartNumberMarker: String(marker),
    NextPartNumberMarker: String(page.at(-1)?.number ?? marker),
    MaxParts: max,
    IsTruncated: max > 0 && entries.length > max,
    Parts: page.map((part) => ({
      PartNumber: part.number,
      LastModified: new Date(part.modifiedAt),
      ETag: `"${part.etag}"`,
      Size: part.bytes,
      ...(checksum === undefined || checksum.implied
        ? {}
        : { [`Checksum${checksum.algorithm}`]: part.checksum }),
    })),
    Initiator: { ID: upload.initiator, DisplayName: upload.initiator.split('/').at(-1) },
    Owner: ownerOf(upload.accountId),
    StorageClass: (upload.storageClass as Api.StorageClass) ?? 'STANDARD',
    ...(checksum === undefined || checksum.implied
      ? {}
      : { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type }),
    ...(abortion === undefined ? {} : { AbortDate: new Date(abortion.at), AbortRuleId: abortion.ruleId }),
  }
}
