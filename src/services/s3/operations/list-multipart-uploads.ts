import type * as Api from '@aws-sdk/client-s3'
import type { OperationContext } from '../../../dispatch/index.ts'
import { authorize, factsFrom } from '../access.ts'
import { openBucket } from '../buckets.ts'
import { collectPage, type From } from '../domain/listing.ts'
import { keyWriter, pageSize, storable } from '../key-listings.ts'
import { ownerOf } from '../owners.ts'
import { type Upload, uploads } from '../records.ts'

interface Place {
  readonly key: string
  /** Undefined: behind all uploads of the key. */
  readonly id: string | undefined
}

/** Lists uploads under way: by key, of each key the oldest first. */
export async function listMultipartUploads(
  input: Api.ListMultipartUploadsRequest,
  context: OperationContext,
): Promise<Omit<Api.ListMultipartUploadsCommandOutput, '$metadata'>> {
  const { value: bucket } = await openBucket(context, input)
  const { Prefix: prefix = '', Delimiter: delimiter = '', KeyMarker: keyMarker = '' } = input
  const max = pageSize(input.MaxUploads, 'max-uploads')
  authorize(context, bucket, {
    action: 's3:ListBucketMultipartUploads',
    list: bucket.acl,
    permission: 'READ',
    facts: factsFrom({ 's3:prefix': prefix }),
  })
  const root = uploads(bucket.id)
  const page = await collectPage<Place, Upload>(
    {
      prefix,
      delimiter,
      maxKeys: max,
      marker: keyMarker,
      from:
        keyMarker === '' ? undefined : { behind: { key: keyMarker, id: input.UploadIdMarker || undefined } },
    },
    async (from: From<Place>, limit) => {
      const entries = await context.store.list<Upload>({ prefix: root, ...placeOf(root, from), limit })
      const items = entries.map(({ value }) => ({
        key: value.key,
        position: { key: value.key, id: value.id },
        value,
      }))
      return { items, more: entries.length === limit }
    },
  )
  const write = keyWriter(input.EncodingType)
  const listed = page.entries.flatMap((entry) => ('item' in entry ? [entry.item.value] : []))
  const prefixes = page.entries.flatMap((entry) =>
    'commonPrefix' in entry ? [{ Prefix: write(entry.commonPrefix) }] : [],
  )
  const last = page.entries.at(-1)
  const next = last && ('item' in last ? last.item.value : { key: last.commonPrefix, id: '' })
  return {
    Bucket: bucket.name,
    KeyMarker: write(keyMarker),
    UploadIdMarker: input.UploadIdMarker ?? '',
    NextKeyMarker: write(page.truncated && next ? next.key : ''),
    NextUploadIdMarker: page.truncated && next ? next.id : '',
    MaxUploads: max,
    IsTruncated: page.truncated,
    ...(prefix === '' ? {} : { Prefix: write(prefix) }),
    ...(delimiter === '' ? {} : { Delimiter: write(delimiter) }),
    ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
    Uploads: listed.map((upload) => ({
      Key: write(upload.key),
      UploadId: upload.id,
      Initiated: new Date(upload.initiatedAt),
      StorageClass: (upload.storageClass as Api.StorageClass) ?? 'STANDARD',
      Owner: ownerOf(upload.accountId),
      Initiator: { ID: upload.initiator, DisplayName: upload.initiator.split('/').at(-1) },
      ...(upload.checksum === undefined || upload.checksum.implied
        ? {}
        : { ChecksumAlgorithm: upload.checksum.algorithm, ChecksumType: upload.checksum.type }),
    })),
    ...(prefixes.length === 0 ? {} : { CommonPrefixes: prefixes }),
  }
}

function placeOf(root: ReturnType<typeof uploads>, from: From<Place>) {
  if ('at' in from) return { start: [...root, storable(from.at)] }
  const { key, id } = from.behind
  const at = [...root, storable(key)]
  return id === undefined ? { start: [...at, true] } : { after: [...at, storable(id)] }
}
