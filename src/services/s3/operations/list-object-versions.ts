import type * as Api from '@aws-sdk/client-s3'
import type { OperationContext } from '../../../dispatch/index.ts'
import { authorize, factsFrom } from '../access.ts'
import { openBucket } from '../buckets.ts'
import { collectPage, type From } from '../domain/listing.ts'
import { compareUtf8 } from '../domain/text-order.ts'
import { nullVersion, orderOfVersionId } from '../domain/version-ids.ts'
import { invalidArgument } from '../errors.ts'
import { keyWriter, type ListedVersion, pageSize, type VersionPlace, versionReader } from '../key-listings.ts'
import { findVersion } from '../objects.ts'
import { ownerOf } from '../owners.ts'
import type { Bucket } from '../records.ts'

/** Lists all versions and delete markers: by key, of each key the newest first. */
export async function listObjectVersions(
  input: Api.ListObjectVersionsRequest,
  context: OperationContext,
): Promise<Omit<Api.ListObjectVersionsCommandOutput, '$metadata'>> {
  const { value: bucket } = await openBucket(context, input)
  const { Prefix: prefix = '', Delimiter: delimiter = '', KeyMarker: keyMarker = '' } = input
  const maxKeys = pageSize(input.MaxKeys, 'max-keys')
  authorize(context, bucket, {
    action: 's3:ListBucketVersions',
    list: bucket.acl,
    permission: 'READ',
    facts: factsFrom({ 's3:prefix': prefix, 's3:delimiter': delimiter, 's3:max-keys': maxKeys }),
  })
  const page = await collectPage<VersionPlace, ListedVersion>(
    { prefix, delimiter, maxKeys, marker: keyMarker, from: await beginning(context, bucket, input) },
    versionReader(context.store, bucket.id),
  )
  const write = keyWriter(input.EncodingType)
  const listed = page.entries.flatMap((entry) => ('item' in entry ? [entry.item.value] : []))
  const prefixes = page.entries.flatMap((entry) =>
    'commonPrefix' in entry ? [{ Prefix: write(entry.commonPrefix) }] : [],
  )
  const last = page.entries.at(-1)
  const next =
    last && ('item' in last ? last.item.value.version : { key: last.commonPrefix, versionId: undefined })
  const members = ({ version, isLatest }: ListedVersion) => ({
    Key: write(version.key),
    VersionId: version.versionId,
    IsLatest: isLatest,
    LastModified: new Date(version.modifiedAt),
    Owner: ownerOf(version.accountId),
  })
  return {
    Name: bucket.name,
    Prefix: write(prefix),
    KeyMarker: write(keyMarker),
    VersionIdMarker: input.VersionIdMarker ?? '',
    MaxKeys: maxKeys,
    IsTruncated: page.truncated,
    ...(delimiter === '' ? {} : { Delimiter: write(delimiter) }),
    ...(page.truncated && next
      ? {
          NextKeyMarker: write(next.key),
          ...(next.versionId === undefined ? {} : { NextVersionIdMarker: next.versionId }),
        }
      : {}),
    ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
    Versions: listed
      .filter(({ version }) => !version.marker)
      .map((entry) => ({
        ...members(entry),
        ETag: `"${entry.version.etag}"`,
        Size: entry.version.bytes,
        StorageClass: (entry.version.storageClass as Api.ObjectVersionStorageClass) ?? 'STANDARD',
        ...(entry.version.checksum === undefined
          ? {}
          : {
              ChecksumAlgorithm: [entry.version.checksum.algorithm],
              ChecksumType: entry.version.checksum.type,
            }),
      })),
    DeleteMarkers: listed.filter(({ version }) => version.marker).map(members),
    ...(prefixes.length === 0 ? {} : { CommonPrefixes: prefixes }),
  }
}

/** Where a page begins: behind a key, or behind one version of it. */
async function beginning(
  context: OperationContext,
  bucket: Bucket,
  { KeyMarker: key, VersionIdMarker: versionId, Prefix: prefix = '' }: Api.ListObjectVersionsRequest,
): Promise<From<VersionPlace> | undefined> {
  if (versionId !== undefined && versionId !== '' && (key === undefined || key === '')) {
    throw invalidArgument(
      'A version-id marker cannot be specified without a key marker.',
      'version-id-marker',
      versionId,
    )
  }
  if (key === undefined || key === '') return undefined
  if (compareUtf8(key, prefix) < 0) return { at: prefix }
  if (versionId === undefined || versionId === '') return { behind: { key, order: undefined } }
  let order = orderOfVersionId(versionId)
  if (versionId === nullVersion) {
    const found = await findVersion(context, bucket.id, key, nullVersion)
    order = found?.value.order
  } else if (order === undefined) {
    throw invalidArgument('Invalid version id specified', 'version-id-marker', versionId)
  }
  return { behind: { key, order } }
}
