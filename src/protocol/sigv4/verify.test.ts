import assert from 'node:assert/strict'
import { createHash, createHmac, hash } from 'node:crypto'
import { describe, it } from 'node:test'
import { SignatureV4 } from '@smithy/signature-v4'
import fc from 'fast-check'
import { AwsError } from '../../aws/aws-error.ts'
import { readAuthorization, type SignedHead } from './authorization.ts'
import type { SignatureFamily } from './family.ts'
import type { SigningHashes } from './hashes.ts'
import { SigningKeys } from './signing-key.ts'
import { verifySignature } from './verify.ts'

const hashes: SigningHashes = {
  sha256Hex: (data) => hash('sha256', data, 'hex'),
  newSha256() {
    const state = createHash('sha256')
    return { update: (bytes) => void state.update(bytes), digest: () => state.digest() }
  },
  hmacSha256: (key, text) => createHmac('sha256', key).update(text).digest(),
}
const keys = new SigningKeys(hashes)

class Sha256 {
  readonly #state
  constructor(secret?: unknown) {
    this.#state = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Uint8Array)
  }
  update(data: Uint8Array) {
    this.#state.update(data)
  }
  async digest() {
    return new Uint8Array(this.#state.digest())
  }
  reset() {}
}

const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
const now = Date.UTC(2026, 0, 31, 10, 11, 12)

interface Sent {
  readonly method: string
  readonly path: string
  readonly query: Record<string, string | string[]>
  readonly headers: Record<string, string>
  readonly body: string
}

function signer(family: SignatureFamily, sessionToken?: string) {
  return new SignatureV4({
    credentials: {
      accessKeyId: 'AKIDEXAMPLE',
      secretAccessKey,
      ...(sessionToken === undefined ? {} : { sessionToken }),
    },
    region: 'eu-central-1',
    service: family === 's3' ? 's3' : 'logs',
    sha256: Sha256 as never,
    uriEscapePath: family !== 's3',
    applyChecksum: family === 's3',
  })
}

/** As an HTTP client writes it. */
function queryText(query: Sent['query']): string {
  return Object.entries(query)
    .flatMap(([name, value]) => [value].flat().map((one) => `${encode(name)}=${encode(one)}`))
    .join('&')
}

const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

function headOf(request: {
  method: string
  path: string
  query?: unknown
  headers: Record<string, string>
}): SignedHead {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
  return {
    method: request.method,
    path: request.path,
    query: queryText((request.query ?? {}) as Sent['query']),
    headers,
  }
}

function toSign(sent: Sent) {
  return {
    ...sent,
    protocol: 'https:',
    hostname: 'example.amazonaws.com',
    headers: { host: 'example.amazonaws.com', ...sent.headers },
  }
}

function verify(
  head: SignedHead,
  family: SignatureFamily,
  body: string,
  overrides: { secret?: string; now?: number } = {},
) {
  const authorization = readAuthorization(head, family)
  assert(authorization)
  return verifySignature(head, authorization, {
    secretAccessKey: overrides.secret ?? secretAccessKey,
    family,
    signingName: family === 's3' ? 's3' : 'logs',
    now: overrides.now ?? now,
    body: new TextEncoder().encode(body),
    hashes,
    keys,
  })
}

const refused = (code: string, message?: RegExp) => (error: unknown) =>
  error instanceof AwsError && error.code === code && (message === undefined || message.test(error.message))

const text = fc.string({ unit: 'grapheme', maxLength: 12 })
const printable = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
  maxLength: 20,
})
const sent: fc.Arbitrary<Sent> = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
  path: fc.array(text.map(encode), { maxLength: 4 }).map((parts) => `/${parts.join('/')}`),
  query: fc.dictionary(
    text.filter((name) => name !== '' && name !== '__proto__' && !/x-amz/i.test(name)),
    fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 })),
    { maxKeys: 4 },
  ),
  headers: fc.dictionary(fc.stringMatching(/^x-[a-z]{1,8}$/), printable, { maxKeys: 3 }),
  body: text,
})
const families = fc.constantFrom<SignatureFamily>('query', 'json', 'restJson', 's3')

describe('signatures of requests', () => {
  it('are accepted as the SDK makes them, in headers', async () => {
    await fc.assert(
      fc.asyncProperty(
        sent,
        families,
        fc.option(printable.filter((token) => token.trim() !== '')),
        async (request, family, token) => {
          const signed = await signer(family, token ?? undefined).sign(toSign(request), {
            signingDate: new Date(now),
          })
          assert.equal(verify(headOf(signed), family, request.body).payload, 'whole')
        },
      ),
      { numRuns: 150 },
    )
  })

  it('are accepted as the SDK makes them, in presigned addresses', async () => {
    await fc.assert(
      fc.asyncProperty(sent, families, async (request, family) => {
        const body = family === 's3' ? '' : request.body
        const own = family === 's3' ? { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } : {}
        const prepared = toSign({ ...request, body, headers: { ...request.headers, ...own } })
        const signed = await signer(family).presign(prepared, { signingDate: new Date(now), expiresIn: 900 })
        // The SDK moves x-amz-* headers into the query, where S3 finds the payload's hash too.
        verify(headOf(signed), family, body)
      }),
      { numRuns: 100 },
    )
  })

  it('are refused after any change', async () => {
    const changes = fc.constantFrom('method', 'path', 'query', 'header', 'body', 'secret', 'signature')
    await fc.assert(
      fc.asyncProperty(sent, families, changes, async (request, family, change) => {
        const signed = await signer(family).sign(
          toSign({ ...request, headers: { ...request.headers, 'x-own': 'a' } }),
          {
            signingDate: new Date(now),
          },
        )
        const head = headOf(signed)
        const changed = {
          ...head,
          ...(change === 'method' ? { method: 'PATCH' } : {}),
          ...(change === 'path' ? { path: `${head.path}x` } : {}),
          ...(change === 'query' ? { query: `${head.query}&new=1` } : {}),
          headers: {
            ...head.headers,
            ...(change === 'header' ? { 'x-own': 'b' } : {}),
            ...(change === 'signature'
              ? {
                  authorization: (head.headers.authorization ?? '').replace(/.$/, (last) =>
                    last === '0' ? '1' : '0',
                  ),
                }
              : {}),
          },
        }
        const code =
          family === 's3' && change === 'body'
            ? 'XAmzContentSHA256Mismatch'
            : family === 'query' || family === 's3'
              ? 'SignatureDoesNotMatch'
              : 'InvalidSignatureException'
        assert.throws(
          () =>
            verify(
              changed,
              family,
              change === 'body' ? `${request.body}x` : request.body,
              change === 'secret' ? { secret: 'other' } : {},
            ),
          refused(code),
        )
      }),
      { numRuns: 150 },
    )
  })
})

describe('what must be signed', () => {
  const request: Sent = { method: 'POST', path: '/', query: {}, headers: {}, body: 'x' }

  it('is every x-amz- header', async () => {
    for (const [family, code] of [
      ['json', 'InvalidSignatureException'],
      ['query', 'SignatureDoesNotMatch'],
      ['s3', 'AccessDenied'],
    ] as const) {
      const signed = await signer(family).sign(toSign(request), { signingDate: new Date(now) })
      const head = headOf(signed)
      const added = { ...head, headers: { ...head.headers, 'x-amz-target': 'Logs_20140328.DeleteLogGroup' } }
      assert.throws(() => verify(added, family, 'x'), refused(code, /signed|SignedHeader/))
    }
  })

  it('is the host', async () => {
    const signed = await signer('json').sign(toSign(request), { signingDate: new Date(now) })
    const head = headOf(signed)
    const authorization = head.headers.authorization?.replace('host;', '') ?? ''
    assert.throws(
      () => verify({ ...head, headers: { ...head.headers, authorization } }, 'json', 'x'),
      refused('InvalidSignatureException', /'Host' or ':authority' must be a 'SignedHeader'/),
    )
  })
})

describe('the time of a signature', () => {
  const request: Sent = { method: 'GET', path: '/', query: {}, headers: {}, body: '' }
  const unsigned = { ...request, headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }
  const minute = 60_000

  it('may be up to 15 minutes old', async () => {
    const head = headOf(await signer('json').sign(toSign(request), { signingDate: new Date(now) }))
    verify(head, 'json', '', { now: now + 15 * minute })
    assert.throws(
      () => verify(head, 'json', '', { now: now + 15 * minute + 1000 }),
      refused(
        'InvalidSignatureException',
        /^Signature expired: 20260131T101112Z is now earlier than 20260131T101113Z \(20260131T102613Z - 15 min\.\)$/,
      ),
    )
    assert.throws(
      () => verify(head, 'json', '', { now: now - 6 * minute }),
      refused(
        'InvalidSignatureException',
        /^Signature not yet current: 20260131T101112Z is still later than 20260131T101012Z \(20260131T100512Z \+ 5 min\.\)$/,
      ),
    )
  })

  it('is too skewed for S3 after 15 minutes', async () => {
    const head = headOf(await signer('s3').sign(toSign(request), { signingDate: new Date(now) }))
    for (const skew of [16 * minute, -16 * minute]) {
      assert.throws(
        () => verify(head, 's3', '', { now: now + skew }),
        (error) => {
          assert(error instanceof AwsError)
          assert.equal(error.code, 'RequestTimeTooSkewed')
          assert.equal(error.statusCode, 403)
          assert.equal(error.fields.MaxAllowedSkewMilliseconds, 900_000)
          return true
        },
      )
    }
  })

  it('ends with X-Amz-Expires in presigned addresses', async () => {
    const head = headOf(
      await signer('s3').presign(toSign(unsigned), { signingDate: new Date(now), expiresIn: 3600 }),
    )
    verify(head, 's3', '', { now: now + 3600 * 1000 })
    assert.throws(
      () => verify(head, 's3', '', { now: now + 3601 * 1000 }),
      refused('AccessDenied', /^Request has expired$/),
    )
  })

  it('allows at most a week in presigned addresses', async () => {
    const head = headOf(
      await signer('s3').presign(toSign(unsigned), { signingDate: new Date(now), expiresIn: 3600 }),
    )
    for (const [expires, message] of [
      ['604801', /less than a week/],
      ['-1', /non-negative/],
      ['soon', /should be a number/],
    ] as const) {
      assert.throws(
        () =>
          verify(
            { ...head, query: head.query.replace('X-Amz-Expires=3600', `X-Amz-Expires=${expires}`) },
            's3',
            '',
          ),
        refused('AuthorizationQueryParametersError', message),
      )
    }
  })

  it('may stand in the Date header', () => {
    const head = {
      method: 'GET',
      path: '/',
      query: '',
      headers: { host: 'h', date: 'Sat, 31 Jan 2026 10:11:12 GMT', authorization: '' },
    }
    const canonical = `GET\n/\n\ndate:${head.headers.date}\nhost:h\n\ndate;host\n${hashes.sha256Hex('')}`
    const scope = '20260131/eu-central-1/logs/aws4_request'
    const text = `AWS4-HMAC-SHA256\n20260131T101112Z\n${scope}\n${hashes.sha256Hex(canonical)}`
    const key = keys.get(secretAccessKey, '20260131', 'eu-central-1', 'logs')
    const signature = Buffer.from(hashes.hmacSha256(key, text)).toString('hex')
    head.headers.authorization = `AWS4-HMAC-SHA256 Credential=A/${scope},SignedHeaders=date;host,Signature=${signature}`
    verify(head, 'json', '')
  })
})

describe('the scope of a signature', () => {
  it('names the service and the day of the request', async () => {
    const request = toSign({ method: 'GET', path: '/', query: {}, headers: {}, body: '' })
    const head = headOf(await signer('json').sign(request, { signingDate: new Date(now) }))
    const rewrite = (from: string, to: string) => ({
      ...head,
      headers: { ...head.headers, authorization: head.headers.authorization?.replace(from, to) ?? '' },
    })
    assert.throws(
      () => verify(rewrite('/logs/', '/sqs/'), 'json', ''),
      refused('InvalidSignatureException', /^Credential should be scoped to correct service: 'logs'\. $/),
    )
    assert.throws(
      () => verify(rewrite('/20260131/', '/20260130/'), 'json', ''),
      refused(
        'InvalidSignatureException',
        /^Date in Credential scope does not match .*'20260130' != '20260131', from '20260131T101112Z'\.$/,
      ),
    )
  })

  it('of SigV4a is read but not verified', () => {
    const head = {
      method: 'GET',
      path: '/',
      query: '',
      headers: {
        host: 'h',
        'x-amz-date': '20260131T101112Z',
        'x-amz-region-set': 'eu-west-1,eu-west-2',
        authorization:
          'AWS4-ECDSA-P256-SHA256 Credential=AKID/20260131/s3/aws4_request, SignedHeaders=host;x-amz-date;x-amz-region-set, Signature=30',
      },
    }
    const authorization = readAuthorization(head, 's3')
    assert.equal(authorization?.region, 'eu-west-1')
    assert.equal(authorization?.service, 's3')
    assert.throws(() => verify(head, 's3', ''), refused('NotImplemented', /SigV4a/))
  })
})
