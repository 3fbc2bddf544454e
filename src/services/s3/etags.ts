/** Entity tags. Source: Amazon S3 API reference, Object, ETag. */
import { createHash } from 'node:crypto'
import { randomHex } from '../../base/random.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { hasPlainEtag } from './encryption.ts'
import type { ObjectEncryption } from './records.ts'

/** The MD5 of the bytes, or something else where they are encrypted with a key of KMS or the customer. */
export function etagOf(
  md5: string,
  encryption: ObjectEncryption,
  { random }: Pick<OperationContext, 'random'>,
): string {
  return hasPlainEtag(encryption) ? md5 : randomHex(random, 16)
}

/** Of a multipart object: the MD5 of its parts' MD5s, and how many there are. */
export function multipartEtag(etags: readonly string[]): string {
  const hash = createHash('md5')
  for (const etag of etags) hash.update(Buffer.from(etag, 'hex'))
  return `${hash.digest('hex')}-${etags.length}`
}
