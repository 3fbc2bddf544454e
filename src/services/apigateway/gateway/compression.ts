/** Bodies that are compressed on their way. Source: API Gateway Developer Guide, "Payload compression for REST APIs in API Gateway". */
import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib'
import type { IntegrationAnswer } from './answer.ts'
import { payloadBytesMax } from './limits.ts'

/** Shorter bodies are not worth it where everything is to be compressed. Ours. */
const encodings = { gzip: gzipSync, deflate: deflateSync } as const

/** A request's body without its encoding; undefined: it cannot be read. */
export function uncompressed(body: Uint8Array, encoding: string | undefined): Uint8Array | undefined {
  const name = encoding?.trim().toLowerCase()
  if (name === undefined || name === '' || name === 'identity') return body
  if (name !== 'gzip' && name !== 'deflate') return undefined
  try {
    const options = { maxOutputLength: payloadBytesMax }
    return name === 'gzip' ? gunzipSync(body, options) : inflateSync(body, options)
  } catch {
    return undefined
  }
}

/** An answer as the client takes it, where it is at least this long. Unit of `bytesMin`: bytes; undefined: nothing is compressed. */
export function compressed(
  answer: IntegrationAnswer,
  accepted: string | undefined,
  bytesMin: number | undefined,
): IntegrationAnswer {
  const { body, headers } = answer
  if (
    bytesMin === undefined ||
    !(body instanceof Uint8Array) ||
    body.length < bytesMin ||
    headers.has('content-encoding')
  )
    return answer
  const encoding = chosen(accepted)
  if (encoding === undefined || body.length === 0) return answer
  return {
    ...answer,
    body: encodings[encoding](body),
    headers: new Map([...headers, ['content-encoding', [encoding]]]),
  }
}

function chosen(accepted: string | undefined): keyof typeof encodings | undefined {
  const names = (accepted ?? '').split(',').flatMap((part) => {
    const [name = '', quality] = part.trim().split(/\s*;\s*q=/)
    return Number(quality ?? 1) > 0 ? [name.trim().toLowerCase()] : []
  })
  if (names.includes('gzip') || names.includes('*')) return 'gzip'
  return names.includes('deflate') ? 'deflate' : undefined
}
