import type * as Api from '@aws-sdk/client-s3'
import { randomHex } from '../../../base/random.ts'
import { bodyFacts, type OperationContext } from '../../../dispatch/index.ts'
import { authorize } from '../access.ts'
import { receiveBody } from '../bodies.ts'
import { openBucket } from '../buckets.ts'
import { checksumMembers, givenChecksum, readAlgorithm, readContentMd5 } from '../checksums.ts'
import { draftFacts, readDraft } from '../drafts.ts'
import { chooseEncryption, encryptionMembers } from '../encryption.ts'
import { entityTooLarge, notImplemented } from '../errors.ts'
import { etagOf } from '../etags.ts'
import { putBytesMax } from '../limits.ts'
import { actorOf } from '../notifications.ts'
import { expirationText } from '../object-reading.ts'
import { putVersion, readHead } from '../objects.ts'
import type { Body, StoredChecksum } from '../records.ts'
import { requiredKey } from '../required.ts'

/** Bodies that came in a form: their event has another name. */
const formBodies = new WeakSet<object>()

/** Tells that a body comes by a form. */
export function markFormBody(body: object): void {
  formBodies.add(body)
}

/** Puts an object. Its bytes are read to their end, and held against what was announced, before anything is visible. */
export async function putObject(
  input: Api.PutObjectCommandInput,
  context: OperationContext,
): Promise<Omit<Api.PutObjectCommandOutput, '$metadata'>> {
  const isForm = typeof input.Body === 'object' && input.Body !== null && formBodies.has(input.Body)
  const event = isForm
    ? { name: 's3:ObjectCreated:Post', reason: 'POST Object' }
    : { name: 's3:ObjectCreated:Put', reason: 'PutObject' }
  const stored = await openBucket(context, input)
  const { value: bucket } = stored
  const key = requiredKey(input.Key)
  if (input.WriteOffsetBytes !== undefined) {
    throw notImplemented('A header you provided implies functionality that is not implemented', {
      Header: 'x-amz-write-offset-bytes',
    })
  }
  const facts = readDraft(context, bucket, input)
  authorize(context, bucket, {
    action: 's3:PutObject',
    key,
    list: bucket.acl,
    permission: 'WRITE',
    ...(bucket.policy === undefined ? {} : { facts: draftFacts(input, facts.tags) }),
  })
  const length = bodyFacts(input.Body).bytes ?? input.ContentLength ?? 0
  if (length > putBytesMax) throw entityTooLarge(putBytesMax)
  // Read while the bytes come.
  const head = readHead(context, bucket.id, key)
  head.catch(() => {})
  const { encryption, key: sealKey } = await chooseEncryption(context, bucket, key, input)
  const iv = encryption.kind === 'AES256' ? undefined : encryption.cipher?.iv
  const received = await receiveBody(context, input.Body, {
    bytesMax: putBytesMax,
    md5: readContentMd5(input.ContentMD5),
    given: givenChecksum(input),
    algorithm: readAlgorithm(input.ChecksumAlgorithm),
    seal: sealKey === undefined || iv === undefined ? undefined : { key: sealKey, iv },
  })
  const checksum: StoredChecksum = { ...received.checksum, type: 'FULL_OBJECT' }
  const body: Body =
    'blob' in received.kept
      ? { kind: 'blob', hash: received.kept.blob, holder: randomHex(context.random, 12) }
      : { kind: received.bytes === 0 ? 'none' : 'inline' }
  const version = await putVersion(
    context,
    stored,
    key,
    {
      ...facts,
      etag: etagOf(received.md5, encryption, context),
      bytes: received.bytes,
      body,
      checksum,
      encryption,
    },
    {
      conditions: { ifMatch: input.IfMatch, ifNoneMatch: input.IfNoneMatch },
      inline: 'inline' in received.kept ? received.kept.inline : undefined,
      head,
      event: { ...event, actor: actorOf(context) },
    },
  )
  const expiration = bucket.lifecycle && expirationText(bucket, version)
  return {
    ETag: `"${version.etag}"`,
    ...checksumMembers(checksum),
    ...encryptionMembers(encryption),
    ...(bucket.versioning === undefined ? {} : { VersionId: version.versionId }),
    ...(expiration === undefined ? {} : { Expiration: expiration }),
  }
}
