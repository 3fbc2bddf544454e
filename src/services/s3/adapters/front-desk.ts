/**
 * S3's part in the front door: buckets in host names, headers in presigned addresses, requests without signatures, preflights,
 * form uploads, websites, and the cross-origin headers of every answer.
 */

import { partitionOf, type Region } from '../../../aws/identifiers.ts'
import type { Surroundings } from '../../../dispatch/index.ts'
import type { Answer, IncomingMessage, RequestHead } from '../../../http/index.ts'
import { AccessLogs } from '../access-logs.ts'
import { corsHeaders } from '../domain/cross-origin.ts'
import { readHost } from '../domain/hosts.ts'
import { noteRequest } from '../request-metrics.ts'
import { type Answered, answeredRequest, bucketAsked } from './answered.ts'
import { answerPreflight, bucketOf, corsOf } from './cross-origin.ts'
import type { Door } from './door.ts'
import { answerForm, isFormUpload } from './form-upload.ts'
import { checkDocument, missingLength } from './payload-checks.ts'
import { answerWebsite } from './website.ts'

/** The desk of a server. */
export function createFrontDesk(surroundings: Surroundings) {
  const logs = new AccessLogs(surroundings)
  return {
    takesUnsigned: true,
    readHead,
    checkBody: checkDocument,
    answer(head: RequestHead, request: IncomingMessage, door: Door): Promise<Answer> | undefined {
      const host = readHost(head.headers.host)
      if (host.kind === 'website') {
        // UNVERIFIED: what a website answers to preflights; to requests of other origins it answers as the bucket does.
        return head.method === 'OPTIONS' && head.headers.origin !== undefined
          ? answerPreflight(surroundings, host.bucket, head, door)
          : answerWebsite(surroundings, host.bucket, head, door)
      }
      if (head.method === 'OPTIONS') return answerPreflight(surroundings, bucketOf(head.path), head, door)
      if (isFormUpload(head)) return answerForm(surroundings, head, request, door)
      return missingLength(head, request)
    },
    answered(head: RequestHead, answer: Answer, facts: Answered): void {
      const bucket = bucketAsked(head)
      if (bucket === '') return
      const partition = partitionOf('us-east-1' as Region)
      const read = () => answeredRequest(head, answer, facts)
      logs.note(partition, bucket, read)
      noteRequest(surroundings, partition, bucket, read)
    },
    answerHeaders(head: RequestHead): Promise<Readonly<Record<string, string>> | undefined> | undefined {
      const { origin } = head.headers
      if (origin === undefined || head.method === 'OPTIONS') return undefined
      const host = readHost(head.headers.host)
      const bucket = host.kind === 'website' ? host.bucket : bucketOf(readHead(head).path)
      return corsOf(surroundings, bucket).then((rules) => corsHeaders(rules, { origin, method: head.method }))
    },
  }
}

/**
 * The request as S3's model has it: its path begins with the bucket, also where that came in the host's name, and what a
 * presigned address says as parameters are headers. Source: Amazon S3 User Guide, "Virtual hosting of buckets"; API reference,
 * "Authenticating Requests: Using Query Parameters".
 */
export function readHead<Head extends RequestHead>(head: Head): Head {
  const host = readHost(head.headers.host)
  const path = host.kind === 'bucket' ? `/${encodeURIComponent(host.bucket)}${head.path}` : head.path
  const headers = /(?:^|&)(?:X-Amz-Signature|AWSAccessKeyId)=/.test(head.query)
    ? withSignedParameters(head)
    : head.headers
  return path === head.path && headers === head.headers ? head : { ...head, path, headers }
}

/** Parameters that are the signature's own, and checksums: SDKs write that of an empty body there, which S3 ignores (as observed, in several issues). */
const notHeaders =
  /^x-amz-(algorithm|credential|date|expires|signedheaders|signature|security-token|content-sha256|region-set|checksum-.*|sdk-checksum-algorithm)$/

function withSignedParameters({ query, headers }: RequestHead): Readonly<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(query)) {
    const lower = name.toLowerCase()
    if (!lower.startsWith('x-amz-') || notHeaders.test(lower) || headers[lower] !== undefined) continue
    found[lower] = value
  }
  return { ...headers, ...found }
}
