import type * as Api from '@aws-sdk/client-s3'
import { randomHex } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { authorize } from '../access.ts'
import { type ReceivedBody, receiveBody } from '../bodies.ts'
import { openBucket } from '../buckets.ts'
import { checksumMembers, readAlgorithm } from '../checksums.ts'
import { nullVersion } from '../domain/version-ids.ts'
import { type DraftFacts, draftFacts, readDraft, readTags, readUserMetadata } from '../drafts.ts'
import { chooseEncryption, encryptionMembers, type Sealing } from '../encryption.ts'
import { invalidRequest } from '../errors.ts'
import { etagOf } from '../etags.ts'
import { putBytesMax } from '../limits.ts'
import { actorOf } from '../notifications.ts'
import { bytesOf } from '../object-bytes.ts'
import { putVersion } from '../objects.ts'
import type { Body, ObjectVersion, StoredChecksum } from '../records.ts'
import { requiredKey } from '../required.ts'
import { type OpenedSource, openSource } from '../sources.ts'

/** Copies an object. Where the bytes may stay as they are they are not read: both objects hold the same blob. */
export async function copyObject(
  input: Api.CopyObjectRequest,
  context: OperationContext,
): Promise<Omit<Api.CopyObjectCommandOutput, '$metadata'>> {
  const stored = await openBucket(context, input)
  const { value: bucket } = stored
  const key = requiredKey(input.Key)
  const source = await openSource(input, context)
  const { version } = source
  holdUseful(input, source, key)
  if (version.bytes > putBytesMax) {
    throw invalidRequest(
      `The specified copy source is larger than the maximum allowable size for a copy source: ${putBytesMax}`,
    )
  }
  const facts = await factsOf(input, context, stored.value, source)
  authorize(context, bucket, {
    action: 's3:PutObject',
    key,
    list: bucket.acl,
    permission: 'WRITE',
    ...(bucket.policy === undefined ? {} : { facts: draftFacts(input, facts.tags) }),
  })
  const sealing = await chooseEncryption(context, bucket, key, input)
  const copied = await copyBytes(context, source, sealing, input)
  const copy = await putVersion(
    context,
    stored,
    key,
    {
      ...facts,
      etag: etagOf(copied.md5, sealing.encryption, context),
      bytes: version.bytes,
      body: copied.body,
      ...(copied.checksum === undefined ? {} : { checksum: copied.checksum }),
      encryption: sealing.encryption,
    },
    {
      conditions: { ifMatch: input.IfMatch, ifNoneMatch: input.IfNoneMatch },
      inline: copied.inline,
      event: { name: 's3:ObjectCreated:Copy', reason: 'CopyObject', actor: actorOf(context) },
    },
  )
  return {
    CopyObjectResult: {
      ETag: `"${copy.etag}"`,
      LastModified: new Date(copy.modifiedAt),
      ...checksumMembers(copy.checksum),
    },
    ...encryptionMembers(copy.encryption),
    ...(version.versionId === nullVersion ? {} : { CopySourceVersionId: version.versionId }),
    ...(bucket.versioning === undefined ? {} : { VersionId: copy.versionId }),
  }
}

/** A copy onto itself must change something. */
function holdUseful(
  input: Api.CopyObjectRequest,
  { bucket, version, versionId }: OpenedSource,
  key: string,
): void {
  const isSame = bucket.name === input.Bucket && version.key === key && versionId === undefined
  const changes =
    input.MetadataDirective === 'REPLACE' ||
    input.StorageClass !== undefined ||
    input.WebsiteRedirectLocation !== undefined ||
    input.ServerSideEncryption !== undefined ||
    input.SSECustomerAlgorithm !== undefined ||
    input.ChecksumAlgorithm !== undefined ||
    input.TaggingDirective === 'REPLACE'
  if (isSame && !changes) {
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    )
  }
}

async function factsOf(
  input: Api.CopyObjectRequest,
  context: OperationContext,
  bucket: Parameters<typeof readDraft>[1],
  { version }: OpenedSource,
): Promise<DraftFacts> {
  const read = readDraft(context, bucket, input)
  const replaces = input.MetadataDirective === 'REPLACE'
  const { WebsiteRedirectLocation: redirect } = read.system
  const { WebsiteRedirectLocation: _theirs, ...kept } = version.system
  const { tags: _tags, user: _user, ...rest } = read
  const tags = input.TaggingDirective === 'REPLACE' ? readTags(input.Tagging) : version.tags
  const user = replaces ? readUserMetadata(input.Metadata) : version.user
  return {
    ...rest,
    // Redirects of websites are not copied. Source: API reference, CopyObject, x-amz-website-redirect-location.
    system: replaces
      ? read.system
      : { ...kept, ...(redirect === undefined ? {} : { WebsiteRedirectLocation: redirect }) },
    ...(user === undefined ? {} : { user }),
    ...(tags === undefined ? {} : { tags }),
  }
}

interface CopiedBytes {
  readonly md5: string
  readonly body: Body
  readonly checksum: StoredChecksum | undefined
  readonly inline?: Uint8Array
}

async function copyBytes(
  context: OperationContext,
  source: OpenedSource,
  { encryption, key }: Sealing,
  input: Api.CopyObjectRequest,
): Promise<CopiedBytes> {
  const { version, stored } = source
  const algorithm = readAlgorithm(input.ChecksumAlgorithm) ?? keptAlgorithm(version)
  const isPlain = stored.key === undefined && key === undefined
  const isKept = version.checksum?.type === 'FULL_OBJECT' && version.checksum.algorithm === algorithm
  const holder = randomHex(context.random, 12)
  const hasMd5 = version.encryption.kind === 'AES256' && version.partCount === undefined
  if (isPlain && isKept && hasMd5 && version.body.kind === 'blob') {
    return { md5: version.etag, body: { ...version.body, holder }, checksum: version.checksum }
  }
  const iv = encryption.kind === 'AES256' ? undefined : encryption.cipher?.iv
  const received: ReceivedBody = await receiveBody(
    context,
    await bytesOf(context, stored, { start: 0, end: version.bytes }),
    {
      bytesMax: putBytesMax,
      algorithm,
      seal: key === undefined || iv === undefined ? undefined : { key, iv },
    },
  )
  return {
    md5: received.md5,
    checksum: { ...received.checksum, type: 'FULL_OBJECT' },
    body:
      'blob' in received.kept
        ? { kind: 'blob', hash: received.kept.blob, holder }
        : { kind: received.bytes === 0 ? 'none' : 'inline' },
    ...('inline' in received.kept ? { inline: received.kept.inline } : {}),
  }
}

/** A copy keeps the algorithm of its source. Source: Amazon S3 User Guide, "Checking object integrity", copies. */
function keptAlgorithm({ checksum }: ObjectVersion) {
  return checksum?.algorithm ?? 'CRC64NVME'
}
