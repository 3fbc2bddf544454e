import type * as Api from '@aws-sdk/client-s3'
import { randomHex } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Stored } from '../../../store/index.ts'
import { authorize } from '../access.ts'
import { type BodyDemands, type ReceivedBody, receiveBody } from '../bodies.ts'
import { openBucket } from '../buckets.ts'
import { givenChecksum, readAlgorithm, readContentMd5 } from '../checksums.ts'
import { readCopyRange } from '../domain/ranges.ts'
import { nullVersion } from '../domain/version-ids.ts'
import {
  type EncryptionInput,
  encryptionMembers,
  newIv,
  openEncryption,
  requireSameKey,
} from '../encryption.ts'
import { invalidArgument, invalidRequest } from '../errors.ts'
import { partNumberMax, putBytesMax } from '../limits.ts'
import { bytesOf } from '../object-bytes.ts'
import { type Bucket, blobHolder, type Part, partBodyKey, partKey, type Upload } from '../records.ts'
import { dropBody } from '../release-work.ts'
import { requiredKey } from '../required.ts'
import { openSource } from '../sources.ts'
import { changeUpload, requireUpload } from '../uploads.ts'

/** Takes one part of an upload; one that came before under its number is replaced. */
export async function uploadPart(
  input: Api.UploadPartCommandInput,
  context: OperationContext,
): Promise<Omit<Api.UploadPartCommandOutput, '$metadata'>> {
  const { bucket, upload, number } = await openUpload(input, context)
  const given = givenChecksum(input)
  const { checksum } = upload.value
  const named = given?.algorithm ?? readAlgorithm(input.ChecksumAlgorithm)
  if (checksum !== undefined && !checksum.implied && named !== undefined && named !== checksum.algorithm) {
    const [expected, actual] = [checksum.algorithm.toLowerCase(), named.toLowerCase()]
    throw invalidRequest(
      `Checksum Type mismatch occurred, expected checksum Type: ${expected}, actual checksum Type: ${actual}`,
    )
  }
  const part = await keepPart(context, bucket, upload, number, input, input.Body, {
    bytesMax: putBytesMax,
    md5: readContentMd5(input.ContentMD5),
    given,
    algorithm: checksum?.algorithm,
  })
  return {
    ETag: `"${part.etag}"`,
    ...(given === undefined ? {} : { [`Checksum${given.algorithm}`]: given.value }),
    ...(given !== undefined || checksum === undefined || checksum.implied
      ? {}
      : { [`Checksum${checksum.algorithm}`]: part.checksum }),
    ...encryptionMembers(upload.value.encryption),
  }
}

/** Takes one part from an object, or from some of its bytes. */
export async function uploadPartCopy(
  input: Api.UploadPartCopyRequest,
  context: OperationContext,
): Promise<Omit<Api.UploadPartCopyCommandOutput, '$metadata'>> {
  const { bucket, upload, number } = await openUpload(input, context)
  const { version, stored } = await openSource(input, context)
  const span =
    input.CopySourceRange === undefined
      ? { start: 0, end: version.bytes }
      : readCopyRange(input.CopySourceRange, version.bytes)
  if (span === 'malformed') {
    throw invalidArgument(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
      'x-amz-copy-source-range',
      input.CopySourceRange ?? '',
    )
  }
  if (span === 'outside') {
    throw invalidArgument(
      `Range specified is not valid for source object of size: ${version.bytes}`,
      'x-amz-copy-source-range',
      input.CopySourceRange ?? '',
    )
  }
  const { checksum } = upload.value
  const part = await keepPart(context, bucket, upload, number, input, await bytesOf(context, stored, span), {
    bytesMax: putBytesMax,
    algorithm: checksum?.algorithm,
  })
  return {
    CopyPartResult: {
      ETag: `"${part.etag}"`,
      LastModified: new Date(part.modifiedAt),
      ...(checksum === undefined || checksum.implied
        ? {}
        : { [`Checksum${checksum.algorithm}`]: part.checksum }),
    },
    ...(version.versionId === nullVersion ? {} : { CopySourceVersionId: version.versionId }),
    ...encryptionMembers(upload.value.encryption),
  }
}

async function openUpload(
  input: Pick<Api.UploadPartRequest, 'Bucket' | 'Key' | 'UploadId' | 'PartNumber' | 'ExpectedBucketOwner'>,
  context: OperationContext,
) {
  const { value: bucket } = await openBucket(context, input)
  const key = requiredKey(input.Key)
  const number = input.PartNumber ?? 0
  if (number < 1 || number > partNumberMax) {
    throw invalidArgument(
      `Part number must be an integer between 1 and ${partNumberMax}, inclusive`,
      'partNumber',
      String(number),
    )
  }
  authorize(context, bucket, { action: 's3:PutObject', key, list: bucket.acl, permission: 'WRITE' })
  return { bucket, number, upload: await requireUpload(context, bucket, key, input.UploadId) }
}

async function keepPart(
  context: OperationContext,
  bucket: Bucket,
  upload: Stored<Upload>,
  number: number,
  input: EncryptionInput,
  source: unknown,
  demands: BodyDemands,
): Promise<Part> {
  const key = await sealingKey(context, bucket, upload.value, input)
  const iv = key === undefined ? undefined : newIv(context)
  const received: ReceivedBody = await receiveBody(context, source, {
    ...demands,
    seal: key === undefined || iv === undefined ? undefined : { key, iv },
  })
  const { kept } = received
  const part: Part = {
    number,
    etag: received.md5,
    bytes: received.bytes,
    modifiedAt: context.clock.now(),
    bodyId: randomHex(context.random, 12),
    checksum: received.checksum.value,
    ...('blob' in kept ? { hash: kept.blob } : {}),
    ...(iv === undefined ? {} : { iv }),
  }
  await changeUpload(context, bucket, upload, async (commit) => {
    const at = partKey(upload.value.id, number)
    const before = await context.store.get<Part>(at)
    commit.check(at, before?.version ?? null).set(at, part)
    if (before !== null) dropBody(commit, before.value.bodyId, before.value.hash ?? null)
    if ('blob' in kept) commit.hold(kept.blob, blobHolder(part.bodyId))
    else commit.set(partBodyKey(part.bodyId), kept.inline)
  })
  return part
}

/** Parts of one upload are encrypted with one key, each from a beginning of its own. */
async function sealingKey(
  context: OperationContext,
  bucket: Bucket,
  { key, encryption }: Upload,
  input: EncryptionInput,
): Promise<Uint8Array | undefined> {
  const customer = requireSameKey(encryption, input)
  if (encryption.kind === 'customer') return customer
  return encryption.kind === 'AES256' ? undefined : openEncryption(context, bucket, { key, encryption }, {})
}
