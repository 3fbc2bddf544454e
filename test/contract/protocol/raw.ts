import type { TestServer } from '../../support/server.ts'

/** An answer as it came. */
export interface RawAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/** A request as no SDK would send it. */
export interface RawRequest {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array<ArrayBuffer>
  /** The service in the credential scope; undefined: not signed at all. */
  readonly service?: string
}

const scope = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=123456789012/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`

/** Sends it, signed well enough for local mode. */
export async function raw(server: TestServer, request: RawRequest): Promise<RawAnswer> {
  const { method = 'POST', path = '/', headers = {}, body, service } = request
  const answer = await fetch(`${server.endpoint}${path}`, {
    method,
    headers: {
      'X-Amz-Date': '20260101T000000Z',
      ...(service === undefined ? {} : { Authorization: scope(service) }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  })
  return { status: answer.status, headers: answer.headers, body: await answer.text() }
}

/** A call of a query service. */
export function query(service: string, form: string): RawRequest {
  return {
    service,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: form,
  }
}

/** A call of an AWS JSON service. */
export function json(service: string, target: string, body: string, version = '1.1'): RawRequest {
  return {
    service,
    headers: { 'Content-Type': `application/x-amz-json-${version}`, 'X-Amz-Target': target },
    body,
  }
}
