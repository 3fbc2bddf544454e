/** The bytes of a version, with what is needed to read them. */

import type { Span } from '../../base/byte-ranges.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { readBody, type StoredBody } from './bodies.ts'
import { nullVersion } from './domain/version-ids.ts'
import { type EncryptionInput, openEncryption } from './encryption.ts'
import { operationAborted } from './errors.ts'
import { type FoundVersion, findVersion } from './objects.ts'
import {
  type Bucket,
  bodyKey,
  headKey,
  type ObjectVersion,
  oldKey,
  type Segments,
  segmentsKey,
} from './records.ts'

/** A version, and its bytes where they lie beside its record. */
export interface FoundBytes {
  readonly found: FoundVersion | undefined
  readonly inline?: Uint8Array | undefined
  readonly segments?: Segments | undefined
}

const attempts = 10

/** Finds a version together with its bytes: without versions in one read. */
export async function findBytes(
  context: OperationContext,
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
): Promise<FoundBytes> {
  const { store } = context
  for (let attempt = 0; attempt < attempts; attempt++) {
    let found: FoundVersion | undefined
    if (bucket.versioning === undefined && versionId === undefined) {
      const at = [headKey(bucket.id, key), bodyKey(bucket.id, key, nullVersion)]
      const [head, body] = await store.getMany(at)
      if (!head) return { found: undefined }
      found = { value: head.value as ObjectVersion, version: head.version, isHead: true }
      if (found.value.body.kind === 'inline') return { found, inline: body?.value as Uint8Array }
    } else found = await findVersion(context, bucket.id, key, versionId)
    if (found === undefined) return { found }
    const { value, isHead, version } = found
    if (value.body.kind === 'parts') {
      const segments = await store.get<Segments>(segmentsKey(value.body.id))
      if (segments !== null) return { found, segments: segments.value }
    } else if (value.body.kind === 'inline') {
      // Read once more with its record: the null version's bytes may be another's by now.
      const at = isHead ? headKey(bucket.id, key) : oldKey(bucket.id, key, value.order)
      const [again, body] = await store.getMany([at, bodyKey(bucket.id, key, value.versionId)])
      if (again?.version === version && body) return { found, inline: body.value as Uint8Array }
    } else return { found }
  }
  throw operationAborted()
}

/** What opens the bytes of a version. Fails as {@link openEncryption} does. */
export async function openBytes(
  context: OperationContext,
  bucket: Bucket,
  version: ObjectVersion,
  { inline, segments }: Pick<FoundBytes, 'inline' | 'segments'>,
  input: EncryptionInput,
): Promise<StoredBody> {
  const key = await openEncryption(context, bucket, version, input)
  const cipher = version.encryption.kind === 'AES256' ? undefined : version.encryption.cipher
  return { body: version.body, bytes: version.bytes, inline, segments, key, iv: cipher?.iv }
}

/** Holds the customer's key against what it sealed, where bytes are not read; KMS is not asked for that. */
export async function holdCustomerKey(
  context: OperationContext,
  bucket: Bucket,
  version: ObjectVersion,
  bytes: Pick<FoundBytes, 'inline' | 'segments'>,
  input: EncryptionInput,
): Promise<void> {
  if (version.encryption.kind !== 'customer' && input.SSECustomerAlgorithm === undefined) return
  await openBytes(context, bucket, version, bytes, input)
}

/** A part of the bytes. Fails with OperationAborted when they are gone since they were found. */
export async function bytesOf(
  context: OperationContext,
  stored: StoredBody,
  span: Span,
): Promise<Uint8Array | AsyncIterable<Uint8Array>> {
  const bytes = await readBody(context, stored, span)
  if (bytes === undefined) throw operationAborted()
  return bytes
}
