import type * as Api from '@aws-sdk/client-s3'
import { readPageToken, writePageToken } from '../../../aws/page-token.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { authorize, factsFrom } from '../access.ts'
import { openBucket } from '../buckets.ts'
import { collectPage, type Listed, type ListingPage } from '../domain/listing.ts'
import { restoreMember } from '../domain/restoring.ts'
import { invalidArgument } from '../errors.ts'
import { keyWriter, pageSize, readerOf } from '../key-listings.ts'
import { ownerOf } from '../owners.ts'
import { type Bucket, heads, type ObjectVersion } from '../records.ts'

interface ListInput {
  readonly prefix: string
  readonly delimiter: string
  readonly after: string
  readonly maxKeys: number
}

/** Lists objects, by marker. */
export async function listObjects(
  input: Api.ListObjectsRequest,
  context: OperationContext,
): Promise<Omit<Api.ListObjectsCommandOutput, '$metadata'>> {
  const { value: bucket } = await openBucket(context, input)
  const { Prefix: prefix = '', Delimiter: delimiter = '', Marker: marker = '' } = input
  const maxKeys = pageSize(input.MaxKeys, 'max-keys')
  authorizeListing(context, bucket, { prefix, delimiter, after: marker, maxKeys })
  const page = await readPage(context, bucket, { prefix, delimiter, after: marker, maxKeys })
  const write = keyWriter(input.EncodingType)
  const last = page.entries.at(-1)
  return {
    Name: bucket.name,
    Prefix: write(prefix),
    Marker: write(marker),
    MaxKeys: maxKeys,
    IsTruncated: page.truncated,
    ...(delimiter === '' ? {} : { Delimiter: write(delimiter) }),
    // Told with a delimiter alone: without one the last key says it. Source: API reference, ListObjects, NextMarker.
    ...(page.truncated && delimiter !== '' && last ? { NextMarker: write(nameOf(last)) } : {}),
    ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
    ...contentsOf(page, write, true, restoreInstant(input, context)),
  }
}

/** Lists objects, by continuation token. */
export async function listObjectsV2(
  input: Api.ListObjectsV2Request,
  context: OperationContext,
): Promise<Omit<Api.ListObjectsV2CommandOutput, '$metadata'>> {
  const { value: bucket } = await openBucket(context, input)
  const { Prefix: prefix = '', Delimiter: delimiter = '', StartAfter: startAfter } = input
  const maxKeys = pageSize(input.MaxKeys, 'max-keys')
  const purpose = `s3:ListObjectsV2 ${bucket.id}`
  const token = input.ContinuationToken
  const place = token === undefined ? undefined : readPageToken(purpose, token)
  if (token !== undefined && typeof place !== 'string') {
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token')
  }
  const after = typeof place === 'string' ? place : (startAfter ?? '')
  authorizeListing(context, bucket, { prefix, delimiter, after, maxKeys })
  const page = await readPage(context, bucket, { prefix, delimiter, after, maxKeys })
  const write = keyWriter(input.EncodingType)
  const last = page.entries.at(-1)
  return {
    Name: bucket.name,
    Prefix: write(prefix),
    MaxKeys: maxKeys,
    KeyCount: page.entries.length,
    IsTruncated: page.truncated,
    ...(delimiter === '' ? {} : { Delimiter: write(delimiter) }),
    ...(startAfter === undefined ? {} : { StartAfter: write(startAfter) }),
    ...(token === undefined ? {} : { ContinuationToken: token }),
    ...(page.truncated && last ? { NextContinuationToken: writePageToken(purpose, nameOf(last)) } : {}),
    ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
    ...contentsOf(page, write, input.FetchOwner === true, restoreInstant(input, context)),
  }
}

function authorizeListing(context: OperationContext, bucket: Bucket, request: ListInput): void {
  const { prefix, delimiter, maxKeys } = request
  authorize(context, bucket, {
    action: 's3:ListBucket',
    list: bucket.acl,
    permission: 'READ',
    facts: factsFrom({ 's3:prefix': prefix, 's3:delimiter': delimiter, 's3:max-keys': maxKeys }),
  })
}

type ObjectPage = ListingPage<string, ObjectVersion>

/** Delete markers are no objects. */
function readPage({ store }: OperationContext, bucket: Bucket, request: ListInput): Promise<ObjectPage> {
  const { after, ...rest } = request
  return collectPage<string, ObjectVersion>(
    { ...rest, marker: after, from: after === '' ? undefined : { behind: after } },
    readerOf<ObjectVersion>(store, heads(bucket.id), request.prefix),
    ({ marker }) => marker === undefined,
  )
}

function nameOf(entry: Listed<string, unknown>): string {
  return 'item' in entry ? entry.item.key : entry.commonPrefix
}

/** When restored copies are looked at; undefined: nobody asks for them. */
function restoreInstant(
  { OptionalObjectAttributes: wanted }: Pick<Api.ListObjectsV2Request, 'OptionalObjectAttributes'>,
  { now }: OperationContext,
): number | undefined {
  return wanted?.includes('RestoreStatus') ? now : undefined
}

function contentsOf(
  { entries }: ObjectPage,
  write: (key: string) => string,
  withOwner: boolean,
  restoresAt: number | undefined,
): { Contents?: Api._Object[]; CommonPrefixes?: Api.CommonPrefix[] } {
  const contents = entries.flatMap((entry) =>
    'item' in entry ? [objectMember(entry.item.value, write, withOwner, restoresAt)] : [],
  )
  const prefixes = entries.flatMap((entry) =>
    'commonPrefix' in entry ? [{ Prefix: write(entry.commonPrefix) }] : [],
  )
  return {
    ...(contents.length === 0 ? {} : { Contents: contents }),
    ...(prefixes.length === 0 ? {} : { CommonPrefixes: prefixes }),
  }
}

function objectMember(
  version: ObjectVersion,
  write: (key: string) => string,
  withOwner: boolean,
  restoresAt: number | undefined,
): Api._Object {
  const { checksum } = version
  const restore = restoresAt === undefined ? undefined : restoreMember(version, restoresAt)
  return {
    Key: write(version.key),
    LastModified: new Date(version.modifiedAt),
    ETag: `"${version.etag}"`,
    Size: version.bytes,
    StorageClass: (version.storageClass as Api.ObjectStorageClass) ?? 'STANDARD',
    ...(checksum === undefined
      ? {}
      : { ChecksumAlgorithm: [checksum.algorithm], ChecksumType: checksum.type }),
    ...(withOwner ? { Owner: ownerOf(version.accountId) } : {}),
    ...(restore === undefined ? {} : { RestoreStatus: restore }),
  }
}
