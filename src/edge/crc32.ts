import { crc32 } from 'node:zlib'
import type { WireResponse } from '../protocol/index.ts'

/**
 * An answer with the CRC-32 of its body, as a decimal number in `x-amz-crc32`. SDKs for Go and older ones for other languages hold what they read from
 * DynamoDB against it. A body that streams stays as it is.
 * Source: DynamoDB Developer Guide, "DynamoDB low-level API" ("Response format": the header in its example).
 */
export function withCrc32(answer: WireResponse): WireResponse {
  const { body = '' } = answer
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) return answer
  return { ...answer, headers: { ...answer.headers, 'x-amz-crc32': String(crc32(body)) } }
}
