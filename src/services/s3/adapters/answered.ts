/** An answered request, as access logs know it. */
import type { Principal } from '../../../aws/principal.ts'
import type { Answer, RequestHead } from '../../../http/index.ts'
import type { AnsweredRequest } from '../access-logs.ts'
import { readHost } from '../domain/hosts.ts'
import { bucketOf } from './cross-origin.ts'

/** What the front door tells of an answer; the same shape stands in its own room. */
export interface Answered {
  readonly requestId: string
  readonly operation?: string
  readonly principal?: Principal
  readonly errorCode?: string
  readonly httpVersion: string
  readonly durationMs: number
}

/** The bucket that a request is about; empty: none. */
export function bucketAsked(head: RequestHead): string {
  const host = readHost(head.headers.host)
  return host.kind === 'plain' ? bucketOf(head.path) : host.bucket
}

/** A request about a bucket. */
export function answeredRequest(head: RequestHead, answer: Answer, facts: Answered): AnsweredRequest {
  const bucket = bucketAsked(head)
  const inHost = readHost(head.headers.host).kind !== 'plain'
  const key = inHost ? head.path.slice(1) : head.path.split('/').slice(2).join('/')
  const { requestId, operation, principal, errorCode, httpVersion, durationMs } = facts
  const { method, query, headers, sourceIp: remoteIp } = head
  const header = (name: string) => {
    const found = Object.entries(answer.headers).find(([other]) => other.toLowerCase() === name)?.[1]
    return typeof found === 'string' ? found : undefined
  }
  const bytesSent = method === 'HEAD' ? 0 : (numberOf(header('content-length')) ?? lengthOf(answer.body))
  const objectBytes = sizeOf(method, headers, header, answer.status, key)
  const versionId = header('x-amz-version-id')
  const signature = headers.authorization?.startsWith('AWS4-')
    ? 'AuthHeader'
    : query.includes('X-Amz-Signature=')
      ? 'QueryString'
      : undefined
  return {
    bucket,
    remoteIp,
    requestId,
    method,
    requestLine: `${method} ${head.path}${query === '' ? '' : `?${query}`} HTTP/${httpVersion}`,
    status: answer.status,
    totalMs: durationMs,
    hostId: Buffer.from(requestId).toString('base64'),
    ...(key === '' ? {} : { key }),
    ...(operation === undefined ? {} : { operation }),
    ...(principal === undefined ? {} : { principal }),
    ...(errorCode === undefined ? {} : { errorCode }),
    ...(bytesSent === undefined ? {} : { bytesSent }),
    ...(objectBytes === undefined ? {} : { objectBytes }),
    ...(headers.referer === undefined ? {} : { referer: headers.referer }),
    ...(headers['user-agent'] === undefined ? {} : { userAgent: headers['user-agent'] }),
    ...(versionId === undefined ? {} : { versionId }),
    ...(signature === undefined ? {} : { signature }),
    ...(headers.host === undefined ? {} : { host: headers.host }),
  }
}

function lengthOf(body: Answer['body']): number | undefined {
  if (body === undefined) return 0
  if (typeof body === 'string') return Buffer.byteLength(body)
  return body instanceof Uint8Array ? body.length : undefined
}

/** The size of the whole object that a request is about, where its headers say it. */
function sizeOf(
  method: string,
  sent: RequestHead['headers'],
  answered: (name: string) => string | undefined,
  status: number,
  key: string,
): number | undefined {
  if (key === '' || status >= 300) return undefined
  if (method === 'PUT') return numberOf(sent['x-amz-decoded-content-length'] ?? sent['content-length'])
  if (method !== 'GET' && method !== 'HEAD') return undefined
  const range = answered('content-range')
  return numberOf(range === undefined ? answered('content-length') : range.slice(range.lastIndexOf('/') + 1))
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined || !/^\d+$/.test(text) ? undefined : Number(text)
}
