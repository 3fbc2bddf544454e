import type * as Api from '@aws-sdk/client-s3'
import type { OperationContext } from '../../../dispatch/index.ts'
import { atomic, type Stored } from '../../../store/index.ts'
import { authorize } from '../access.ts'
import { openBucket } from '../buckets.ts'
import { checksumMembers, combinedChecksum, compositeChecksum, givenChecksum } from '../checksums.ts'
import { unquoted } from '../domain/conditions.ts'
import { encryptionMembers } from '../encryption.ts'
import {
  badDigest,
  entityTooLarge,
  entityTooSmall,
  invalidPart,
  invalidPartOrder,
  invalidRequest,
  malformedXml,
  noSuchUpload,
  operationAborted,
} from '../errors.ts'
import { multipartEtag } from '../etags.ts'
import { completedMs, completionMs, objectBytesMax, partBytesMin, partNumberMax } from '../limits.ts'
import { actorOf } from '../notifications.ts'
import { expirationText } from '../object-reading.ts'
import { findVersion, putVersion } from '../objects.ts'
import {
  type Bucket,
  type Completed,
  completedKey,
  type ObjectVersion,
  type Part,
  parts,
  type Release,
  releaseQueue,
  type Segments,
  type StoredChecksum,
  segmentsKey,
  type Upload,
  uploadKey,
} from '../records.ts'
import { requiredKey } from '../required.ts'
import { requireUpload } from '../uploads.ts'

/**
 * Makes an object of parts. First the upload is closed to further parts, so that what is looked at stays what it is; then the
 * object, the end of the upload and the notification are one commit. A completion that is repeated is answered again.
 */
export async function completeMultipartUpload(
  input: Api.CompleteMultipartUploadRequest,
  context: OperationContext,
): Promise<Omit<Api.CompleteMultipartUploadCommandOutput, '$metadata'>> {
  const stored = await openBucket(context, input)
  const { value: bucket } = stored
  const key = requiredKey(input.Key)
  authorize(context, bucket, { action: 's3:PutObject', key, list: bucket.acl, permission: 'WRITE' })
  const listed = input.MultipartUpload?.Parts ?? []
  if (listed.length === 0 || listed.length > partNumberMax) throw malformedXml()
  const repeated = await answeredBefore(context, bucket, key, input)
  if (repeated !== undefined) return repeated
  const upload = await close(context, bucket, key, input.UploadId)
  let version: ObjectVersion
  try {
    const all = await readParts(context, upload.value.id)
    const used = chooseParts(input, upload.value, all)
    version = await putObjectOf(input, context, stored, upload, all, used)
  } catch (error) {
    await reopen(context, bucket, upload)
    throw error
  }
  return completedMembers(context, bucket, version)
}

async function answeredBefore(
  context: OperationContext,
  bucket: Bucket,
  key: string,
  { UploadId: id = '' }: Api.CompleteMultipartUploadRequest,
) {
  if (id.length !== 64) throw noSuchUpload(id.slice(0, 256))
  const completed = await context.store.get<Completed>(completedKey(bucket.id, key, id))
  if (completed === null) return undefined
  const found = await findVersion(context, bucket.id, key, completed.value.versionId)
  if (found?.value.body.kind !== 'parts' || found.value.body.id !== id) throw noSuchUpload(id)
  return completedMembers(context, bucket, found.value)
}

function completedMembers({ settings }: OperationContext, bucket: Bucket, version: ObjectVersion) {
  const expiration = bucket.lifecycle && expirationText(bucket, version)
  const path = version.key.split('/').map(encodeURIComponent).join('/')
  return {
    Bucket: bucket.name,
    Key: version.key,
    ETag: `"${version.etag}"`,
    Location: `${settings.endpoint}/${bucket.name}/${path}`,
    ...checksumMembers(version.checksum),
    ...encryptionMembers(version.encryption),
    ...(bucket.versioning === undefined ? {} : { VersionId: version.versionId }),
    ...(expiration === undefined ? {} : { Expiration: expiration }),
  }
}

/** From now on no part may come. */
async function close(
  context: OperationContext,
  bucket: Bucket,
  key: string,
  uploadId: string | undefined,
): Promise<Stored<Upload>> {
  const { store, clock } = context
  const upload = await requireUpload(context, bucket, key, uploadId)
  const now = clock.now()
  if (upload.value.completingUntil !== undefined && upload.value.completingUntil > now)
    throw operationAborted()
  const at = uploadKey(bucket.id, key, upload.value.id)
  const value = { ...upload.value, completingUntil: now + completionMs }
  const result = await atomic(store).check(at, upload.version).set(at, value).commit()
  if (!result.ok) throw operationAborted()
  return { value, version: result.version }
}

async function reopen({ store }: OperationContext, bucket: Bucket, upload: Stored<Upload>): Promise<void> {
  const { completingUntil: _until, ...value } = upload.value
  const at = uploadKey(bucket.id, value.key, value.id)
  await atomic(store).check(at, upload.version).set(at, value).commit()
}

async function readParts({ store }: OperationContext, uploadId: string): Promise<Part[]> {
  const entries = await store.list<Part>({ prefix: parts(uploadId), limit: partNumberMax })
  return entries.map(({ value }) => value)
}

/** The parts that the request names. Fails with InvalidPart, InvalidPartOrder, EntityTooSmall, InvalidRequest. */
function chooseParts(
  input: Api.CompleteMultipartUploadRequest,
  upload: Upload,
  all: readonly Part[],
): Part[] {
  const byNumber = new Map(all.map((part) => [part.number, part]))
  let before = 0
  const used = (input.MultipartUpload?.Parts ?? []).map((named) => {
    const number = named.PartNumber ?? 0
    if (number <= before) throw invalidPartOrder()
    before = number
    const etag = unquoted(named.ETag ?? '')
    const part = byNumber.get(number)
    if (part === undefined || part.etag !== etag) throw invalidPart(upload.id, number, etag)
    holdPartChecksum(upload, named, part)
    return part
  })
  for (const part of used.slice(0, -1)) {
    if (part.bytes < partBytesMin) {
      throw entityTooSmall({
        ProposedSize: part.bytes,
        MinSizeAllowed: partBytesMin,
        PartNumber: part.number,
        ETag: part.etag,
      })
    }
  }
  const bytes = used.reduce((sum, part) => sum + part.bytes, 0)
  if (bytes > objectBytesMax) throw entityTooLarge(objectBytesMax)
  if (input.MpuObjectSize !== undefined && Number(input.MpuObjectSize) !== bytes) {
    throw invalidRequest(
      `The provided 'x-amz-mp-object-size' header value ${input.MpuObjectSize} does not match what was computed: ${bytes}`,
    )
  }
  return used
}

function holdPartChecksum(upload: Upload, named: Api.CompletedPart, part: Part): void {
  const { checksum } = upload
  if (checksum === undefined) return
  const given = givenChecksum(named)
  if (given === undefined) {
    if (checksum.type === 'COMPOSITE' && !checksum.implied) {
      throw invalidRequest(
        `The upload was created using a ${checksum.algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${part.number} in the request.`,
      )
    }
    return
  }
  if (given.algorithm === checksum.algorithm && given.value !== part.checksum) {
    throw invalidPart(upload.id, part.number, part.etag)
  }
}

async function putObjectOf(
  input: Api.CompleteMultipartUploadRequest,
  context: OperationContext,
  stored: Stored<Bucket>,
  upload: Stored<Upload>,
  all: readonly Part[],
  used: readonly Part[],
): Promise<ObjectVersion> {
  const { value: bucket } = stored
  const {
    key,
    id,
    checksum: chosen,
    encryption,
    initiatedAt: _at,
    initiator: _who,
    completingUntil: _until,
    id: _id,
    key: _key,
    ...facts
  } = upload.value
  const checksum = wholeChecksum(input, chosen, used)
  const etag = multipartEtag(used.map((part) => part.etag))
  const segments: Segments = {
    parts: used.map((part) => [
      part.bytes,
      part.bodyId,
      part.hash ?? null,
      part.checksum ?? null,
      part.iv ?? null,
    ]),
  }
  const kept = new Set(used)
  const unused = all.filter((part) => !kept.has(part))
  const now = context.clock.now()
  return putVersion(
    context,
    stored,
    key,
    {
      ...facts,
      etag,
      bytes: used.reduce((sum, part) => sum + part.bytes, 0),
      body: { kind: 'parts', id },
      partCount: used.length,
      ...(checksum === undefined ? {} : { checksum }),
      encryption,
    },
    {
      conditions: { ifMatch: input.IfMatch, ifNoneMatch: input.IfNoneMatch },
      event: {
        name: 's3:ObjectCreated:CompleteMultipartUpload',
        reason: 'CompleteMultipartUpload',
        actor: actorOf(context),
      },
      more: (commit, { versionId }) => {
        const at = uploadKey(bucket.id, key, id)
        commit.check(at, upload.version).delete(at)
        commit.deleteRange(parts(id))
        commit.set(segmentsKey(id), segments)
        commit.set(completedKey(bucket.id, key, id), { versionId } satisfies Completed, {
          expiresAt: now + completedMs,
        })
        if (unused.length > 0) {
          const bodies = unused.map(({ bodyId, hash }) => [bodyId, hash ?? null] as const)
          commit.enqueue(releaseQueue, { kind: 'bodies', bodies } satisfies Release)
        }
      },
    },
  )
}

/** The checksum of the object; what the request claims of it must be right. */
function wholeChecksum(
  input: Api.CompleteMultipartUploadRequest,
  chosen: Upload['checksum'],
  used: readonly Part[],
): StoredChecksum | undefined {
  if (chosen === undefined) return undefined
  const { algorithm, type } = chosen
  if (input.ChecksumType !== undefined && input.ChecksumType !== type) {
    throw invalidRequest(
      `The upload was created using the ${type} checksum mode. The complete request must use the same checksum mode.`,
    )
  }
  const values = used.map(({ checksum = '', bytes }) => ({ checksum, bytes }))
  const value =
    type === 'COMPOSITE'
      ? compositeChecksum(
          algorithm,
          values.map(({ checksum }) => checksum),
        )
      : combinedChecksum(algorithm, values)
  if (value === undefined) return undefined
  const claimed = input[`Checksum${algorithm}`]
  // Clients send composite ones with and without the count of parts.
  if (claimed !== undefined && claimed !== value && claimed !== value.replace(/-\d+$/, '')) {
    throw badDigest(algorithm.toLowerCase())
  }
  return { algorithm, type, value }
}
