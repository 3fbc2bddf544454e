import type * as Api from '@aws-sdk/client-s3'
import { AwsError } from '../../../aws/aws-error.ts'
import { readRange, type Span } from '../../../base/byte-ranges.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { openBucket } from '../buckets.ts'
import { accessDenied, invalidArgument, invalidRange, invalidRequest } from '../errors.ts'
import { bytesOf, type FoundBytes, findBytes, holdCustomerKey, openBytes } from '../object-bytes.ts'
import { holdReadable, holdReadConditions, holdVersion, objectMembers } from '../object-reading.ts'
import type { Bucket, ObjectVersion, Segments } from '../records.ts'
import { requiredKey } from '../required.ts'

/** Answers an object, or a part of it. */
export async function getObject(
  input: Api.GetObjectRequest,
  context: OperationContext,
): Promise<Omit<Api.GetObjectCommandOutput, '$metadata'>> {
  const { bucket, version, bytes } = await readObject(input, context, 'GET')
  holdReadable(version, context.now)
  const stored = await openBytes(context, bucket, version, bytes, input)
  const chosen = chooseSpan(input, version, bytes)
  const span = chosen.span ?? { start: 0, end: version.bytes }
  const body = await bytesOf(context, stored, span)
  return {
    ...readMembers(input, context, bucket, version, chosen),
    ContentLength: span.end - span.start,
    // The SDK's type is what a client sees; a server's stream is an iterable of bytes.
    Body: body as never,
  }
}

/** The same without the bytes. */
export async function headObject(
  input: Api.HeadObjectRequest,
  context: OperationContext,
): Promise<Omit<Api.HeadObjectCommandOutput, '$metadata'>> {
  const { bucket, version, bytes } = await readObject(input, context, 'HEAD')
  await holdCustomerKey(context, bucket, version, bytes, input)
  const chosen = chooseSpan(input, version, bytes)
  const span = chosen.span ?? { start: 0, end: version.bytes }
  return { ...readMembers(input, context, bucket, version, chosen), ContentLength: span.end - span.start }
}

async function readObject(
  input: Api.HeadObjectRequest,
  context: OperationContext,
  method: string,
): Promise<{ bucket: Bucket; version: ObjectVersion; bytes: FoundBytes }> {
  const { value: bucket } = await openBucket(context, input)
  const key = requiredKey(input.Key)
  const { VersionId: versionId } = input
  if (input.Range !== undefined && input.PartNumber !== undefined) {
    throw invalidRequest('Cannot specify both Range header and partNumber query parameter')
  }
  const bytes = await findBytes(context, bucket, key, versionId)
  const question = { key, versionId, action: 's3:GetObject', permission: 'READ', method } as const
  const { value: version } = holdVersion(context, bucket, question, bytes.found, method)
  holdReadConditions(
    {
      ifMatch: input.IfMatch,
      ifNoneMatch: input.IfNoneMatch,
      ifModifiedSince: input.IfModifiedSince,
      ifUnmodifiedSince: input.IfUnmodifiedSince,
    },
    version,
  )
  return { bucket, version, bytes }
}

interface ChosenSpan {
  readonly span: Span | undefined
  readonly partsCount?: number
  /** Of the one part that the span is, in base64. */
  readonly partChecksum?: string | undefined
}

/** Fails with InvalidRange, InvalidPartNumber and InvalidArgument. */
function chooseSpan(
  input: Api.HeadObjectRequest,
  version: ObjectVersion,
  { segments }: FoundBytes,
): ChosenSpan {
  const { PartNumber: number, Range: header } = input
  if (number === undefined) {
    const span = readRange(header, version.bytes)
    if (span === 'unsatisfiable') throw invalidRange(header ?? '', version.bytes)
    return { span, partChecksum: span && checksumAt(span, segments) }
  }
  if (number < 1 || number > 10_000) {
    throw invalidArgument(
      'Part number must be an integer between 1 and 10000, inclusive',
      'partNumber',
      String(number),
    )
  }
  // UNVERIFIED: parts are counted, whatever numbers they were uploaded under.
  const sizes = segments?.parts.map(([bytes]) => bytes) ?? [version.bytes]
  const size = sizes[number - 1]
  if (size === undefined) {
    throw new AwsError('InvalidPartNumber', 'The requested partnumber is not satisfiable', {
      statusCode: 416,
      fields: { PartNumberRequested: number, ActualPartCount: sizes.length },
    })
  }
  const start = sizes.slice(0, number - 1).reduce((sum, bytes) => sum + bytes, 0)
  return {
    span: { start, end: start + size },
    partChecksum: segments?.parts[number - 1]?.[3] ?? undefined,
    ...(version.partCount === undefined ? {} : { partsCount: version.partCount }),
  }
}

/** The checksum of the part that a range is, byte for byte. */
function checksumAt({ start, end }: Span, segments: Segments | undefined): string | undefined {
  let at = 0
  for (const [bytes, , , checksum] of segments?.parts ?? []) {
    if (at >= start) return at === start && at + bytes === end ? (checksum ?? undefined) : undefined
    at += bytes
  }
  return undefined
}

function readMembers(
  input: Api.GetObjectRequest & Api.HeadObjectRequest,
  context: OperationContext,
  bucket: Bucket,
  version: ObjectVersion,
  { span, partsCount, partChecksum }: ChosenSpan,
): Omit<Api.HeadObjectCommandOutput, '$metadata'> {
  const overrides = readOverrides(input, context)
  const isWhole = span === undefined || (span.start === 0 && span.end === version.bytes)
  const wanted = input.ChecksumMode === 'ENABLED' ? version.checksum : undefined
  // The checksum of the whole says nothing of a part. Parts have their own where that of the whole is made of them. Source: User
  // Guide, "Checking object integrity", "Using part-level checksums for multipart uploads".
  const ofPart = wanted?.type === 'COMPOSITE' ? partChecksum : undefined
  const checksum = ofPart === undefined || wanted === undefined ? wanted : { ...wanted, value: ofPart }
  return {
    ...objectMembers(context, bucket, version, {
      checksum: isWhole || ofPart !== undefined ? checksum : undefined,
    }),
    ...(span === undefined || version.bytes === 0
      ? {}
      : { ContentRange: `bytes ${span.start}-${span.end - 1}/${version.bytes}` }),
    ...(partsCount === undefined ? {} : { PartsCount: partsCount }),
    ...overrides,
  }
}

/** Source: API reference, GetObject, "Overriding response header values through the request": not for who is anonymous. */
function readOverrides(input: Api.HeadObjectRequest, { principal }: OperationContext): object {
  const given = {
    CacheControl: input.ResponseCacheControl,
    ContentDisposition: input.ResponseContentDisposition,
    ContentEncoding: input.ResponseContentEncoding,
    ContentLanguage: input.ResponseContentLanguage,
    ContentType: input.ResponseContentType,
    Expires: input.ResponseExpires,
  }
  const overrides = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  if (Object.keys(overrides).length > 0 && principal.type === 'anonymous') {
    throw principal.accessKeyId === undefined
      ? invalidRequest('Request specific response headers cannot be used for anonymous GET requests.')
      : accessDenied()
  }
  return overrides
}
