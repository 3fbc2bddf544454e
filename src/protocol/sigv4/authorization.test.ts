import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { AwsError } from '../../aws/aws-error.ts'
import { readAuthorization } from './authorization.ts'
import type { SignatureFamily } from './family.ts'

const head = (authorization: string | undefined, query = '', headers: Record<string, string> = {}) => ({
  method: 'GET',
  path: '/',
  query,
  headers: {
    'x-amz-date': '20260131T101112Z',
    ...(authorization === undefined ? {} : { authorization }),
    ...headers,
  },
})
const good =
  'AWS4-HMAC-SHA256 Credential=AKID/20260131/us-east-1/sts/aws4_request, SignedHeaders=Host;X-Amz-Date, Signature=abc'

const fault = (code: string, message: RegExp) => (error: unknown) =>
  error instanceof AwsError && error.code === code && message.test(error.message)

describe('reading a signature', () => {
  it('takes the Authorization header apart', () => {
    assert.deepEqual(readAuthorization(head(good, '', { 'x-amz-security-token': 't' }), 'query'), {
      place: 'header',
      algorithm: 'AWS4-HMAC-SHA256',
      accessKeyId: 'AKID',
      date: '20260131',
      region: 'us-east-1',
      service: 'sts',
      signedHeaders: ['host', 'x-amz-date'],
      signature: 'abc',
      sessionToken: 't',
      signedAt: '20260131T101112Z',
      expires: undefined,
    })
  })

  it('takes blanks and commas as clients write them', () => {
    const tight = good.replaceAll(', ', ',')
    assert.equal(readAuthorization(head(tight), 'query')?.signature, 'abc')
    assert.equal(readAuthorization(head(good.replaceAll(', ', ' ,  ')), 'query')?.signature, 'abc')
  })

  it('takes a presigned address apart', () => {
    const query =
      'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID%2F20260131%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20260131T101112Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=abc&X-Amz-Security-Token=t%2B'
    const authorization = readAuthorization(head(undefined, query), 's3')
    assert.equal(authorization?.place, 'query')
    assert.equal(authorization?.service, 's3')
    assert.equal(authorization?.expires, '60')
    assert.equal(authorization?.sessionToken, 't+')
  })

  it('finds none where there is none', () => {
    assert.equal(readAuthorization(head(undefined), 'query'), undefined)
    assert.equal(readAuthorization(head('Bearer abc'), 'query'), undefined)
    assert.equal(readAuthorization(head('Basic abc'), 'query'), undefined)
  })

  it('says what is missing', () => {
    assert.throws(
      () =>
        readAuthorization(
          head('AWS4-HMAC-SHA256 Credential=AKID/20260131/us-east-1/sts/aws4_request'),
          'json',
        ),
      fault(
        'IncompleteSignatureException',
        /^Authorization header requires 'Signature' parameter\. Authorization header requires 'SignedHeaders' parameter\. Authorization=AWS4-/,
      ),
    )
    assert.throws(
      () => readAuthorization({ ...head(good), headers: { authorization: good } }, 'query'),
      fault('IncompleteSignature', /existence of either a 'X-Amz-Date' or a 'Date' header\./),
    )
    assert.throws(
      () => readAuthorization(head(undefined, 'X-Amz-Signature=abc'), 's3'),
      fault('AuthorizationQueryParametersError', /^Query-string authentication version 4 requires/),
    )
  })

  it('refuses a credential that is not a scope', () => {
    for (const credential of [
      'a',
      'a/b/c/d',
      'AKID/20260131/us-east-1/sts/aws5_request',
      'AKID/today/us-east-1/sts/aws4_request',
    ]) {
      assert.throws(
        () => readAuthorization(head(good.replace(/Credential=[^,]*/, `Credential=${credential}`)), 'json'),
        fault(
          'IncompleteSignatureException',
          /^Credential must have exactly 5 slash-delimited elements, .*got '/,
        ),
      )
      assert.throws(
        () => readAuthorization(head(good.replace(/Credential=[^,]*/, `Credential=${credential}`)), 's3'),
        fault('AuthorizationHeaderMalformed', /the Credential is mal-formed; expecting/),
      )
    }
  })

  it('reads a header it has read before but for the signature as if it had not', () => {
    const header = (signature: string) =>
      `AWS4-HMAC-SHA256 Credential=AKID/20260131/eu-west-1/sqs/aws4_request, SignedHeaders=Host;x-amz-date, Signature=${signature}`
    const [a, b] = ['a'.repeat(64), 'b'.repeat(64)]
    const first = readAuthorization(head(header(a)), 'json')
    const second = readAuthorization(head(header(b)), 'json')
    assert.deepEqual(second, { ...first, signature: b })
    assert.deepEqual(second?.signedHeaders, ['host', 'x-amz-date'])
    // Not of its form: taken apart as ever.
    assert.equal(readAuthorization(head(`${header(a).slice(0, -64)}short`), 'json')?.signature, 'short')
  })

  it('never fails otherwise, whatever comes', () => {
    const families: SignatureFamily[] = ['query', 'json', 'restJson', 's3']
    const pieces = fc.constantFrom(
      'AWS4-HMAC-SHA256',
      ' ',
      ',',
      '=',
      'Credential',
      'Signature',
      'SignedHeaders',
      '/',
      'aws4_request',
      '20260131',
      '__proto__',
      'a',
    )
    const noise = fc.oneof(
      fc.string(),
      fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(
        noise,
        fc.constantFrom('', 'AWS4-HMAC-SHA256 ', 'AWS4-'),
        fc.string(),
        fc.constantFrom(...families),
        (text, prefix, query, family) => {
          try {
            readAuthorization(head(prefix + text, `X-Amz-Credential=${query}`), family)
            readAuthorization(head(undefined, `X-Amz-Credential=${query}&${text}`), family)
          } catch (error) {
            assert(error instanceof AwsError)
          }
        },
      ),
    )
  })
})
