/** What headers claim of bodies that are read as a whole; streamed ones are checked while they go by. */
import { createHash } from 'node:crypto'
import { AwsError } from '../../../aws/aws-error.ts'
import type { Answer, IncomingMessage, RequestHead } from '../../../http/index.ts'
import { givenChecksum, holdChecksum, readContentMd5, runningChecksum } from '../checksums.ts'
import { badDigest, missingContentMd5 } from '../errors.ts'

/** Operations whose document must come with a checksum. Source: API reference, DeleteObjects, Content-MD5. */
const needsChecksum = /^delete(?:=|&|$)/

/** Holds a document against Content-MD5 and x-amz-checksum-*. Throws BadDigest, InvalidDigest and InvalidRequest. */
export function checkDocument({ method, query, headers }: RequestHead, body: Uint8Array): void {
  // Completions claim the checksum of the object that they make.
  if (method === 'POST' && /(?:^|&)uploadId=/.test(query)) return
  const md5 = readContentMd5(headers['content-md5'])
  const given = givenChecksum({
    ChecksumCRC32: headers['x-amz-checksum-crc32'],
    ChecksumCRC32C: headers['x-amz-checksum-crc32c'],
    ChecksumCRC64NVME: headers['x-amz-checksum-crc64nvme'],
    ChecksumSHA1: headers['x-amz-checksum-sha1'],
    ChecksumSHA256: headers['x-amz-checksum-sha256'],
  })
  if (
    method === 'POST' &&
    needsChecksum.test(query) &&
    md5 === undefined &&
    given === undefined &&
    headers['x-amz-trailer'] === undefined
  ) {
    throw missingContentMd5()
  }
  if (md5 !== undefined && createHash('md5').update(body).digest('hex') !== md5) throw badDigest()
  // CopyObject and its kin announce what they compute, and have no body.
  if (given === undefined || body.length === 0) return
  const running = runningChecksum(given.algorithm)
  running.update(body)
  holdChecksum(given.algorithm, given.value, Buffer.from(running.digest()).toString('base64'))
}

/** S3 wants to know how much comes. Source: API reference, "Error responses", MissingContentLength. */
export function missingLength(
  { method, headers }: RequestHead,
  request: IncomingMessage,
): Promise<Answer> | undefined {
  if (method !== 'PUT' || request.httpVersionMajor > 1) return undefined
  if (headers['transfer-encoding'] === undefined || headers['x-amz-decoded-content-length'] !== undefined) {
    return undefined
  }
  return Promise.reject(
    new AwsError('MissingContentLength', 'You must provide the Content-Length HTTP header.', {
      statusCode: 411,
    }),
  )
}
