import assert from 'node:assert/strict'
import { createHash, createHmac, hash } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { AwsError } from '../../aws/aws-error.ts'
import { crc32c } from '../../base/checksums.ts'
import { concatBytes } from '../bytes.ts'
import { chunkedFacts, type UnwrapOptions, unwrapChunked } from './aws-chunked.ts'
import type { SigningHashes } from './hashes.ts'
import { SigningKeys } from './signing-key.ts'

const hashes: SigningHashes = {
  sha256Hex: (data) => hash('sha256', data, 'hex'),
  newSha256() {
    const state = createHash('sha256')
    return { update: (bytes) => void state.update(bytes), digest: () => state.digest() }
  },
  hmacSha256: (key, text) => createHmac('sha256', key).update(text).digest(),
}
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')
const bytes = (content: string) => Buffer.from(content, 'latin1')

async function* cut(body: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0
  for (let index = 0; at < body.length; index++) {
    const size = sizes[index % (sizes.length || 1)] ?? body.length
    yield body.subarray(at, at + size)
    at += size
  }
}

async function unwrap(
  body: Uint8Array,
  headers: Record<string, string>,
  options: Partial<UnwrapOptions> = {},
  sizes: readonly number[] = [],
): Promise<Uint8Array> {
  const facts = chunkedFacts(headers)
  assert(facts)
  const parts: Uint8Array[] = []
  const all = { seed: undefined, hashes, checksums: { crc32c }, ...options }
  for await (const part of unwrapChunked(cut(body, sizes), headers, facts, all)) parts.push(part)
  return concatBytes(parts)
}

const unsigned = (length: number, more: Record<string, string> = {}) => ({
  'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'x-amz-decoded-content-length': String(length),
  ...more,
})
const refused = (code: string) => (error: unknown) => error instanceof AwsError && error.code === code

function checksumOf(content: Uint8Array): string {
  const checksum = crc32c()
  checksum.update(content)
  return Buffer.from(checksum.digest()).toString('base64')
}

// The example of the Amazon S3 API reference, "Transferring Payload in Multiple Chunks": 65 KiB of `a` in two chunks.
const example = {
  secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  scope: '20130524/us-east-1/s3/aws4_request',
  signedAt: '20130524T000000Z',
  seed: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
  signatures: [
    'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
    '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
    'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
  ],
}
const exampleSeed = {
  key: new SigningKeys(hashes).get(example.secret, '20130524', 'us-east-1', 's3'),
  signedAt: example.signedAt,
  scope: example.scope,
  signature: example.seed,
}
const exampleHeaders = {
  'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'x-amz-decoded-content-length': '66560',
}
const [first = '', second = '', last = ''] = example.signatures
const exampleBody = bytes(
  `10000;chunk-signature=${first}\r\n${'a'.repeat(65536)}\r\n400;chunk-signature=${second}\r\n${'a'.repeat(1024)}\r\n0;chunk-signature=${last}\r\n\r\n`,
)

describe('signed chunks', () => {
  it('are accepted as in the example that AWS publishes', async () => {
    const content = await unwrap(exampleBody, exampleHeaders, { seed: exampleSeed }, [1000])
    assert.equal(text(content), 'a'.repeat(66560))
  })

  it('are refused when a byte differs', async () => {
    const body = Uint8Array.from(exampleBody)
    body[70_000 - 4000] = 0x62
    await assert.rejects(
      unwrap(body, exampleHeaders, { seed: exampleSeed }),
      refused('SignatureDoesNotMatch'),
    )
  })

  it('are refused without a signature', async () => {
    const body = bytes('3\r\nabc\r\n0\r\n\r\n')
    const headers = { ...exampleHeaders, 'x-amz-decoded-content-length': '3' }
    await assert.rejects(unwrap(body, headers, { seed: exampleSeed }), refused('SignatureDoesNotMatch'))
  })

  it('must not be small, but for the last one', async () => {
    const sign = `;chunk-signature=${'0'.repeat(64)}`
    const body = bytes(`3${sign}\r\nabc\r\n3${sign}\r\nabc\r\n0${sign}\r\n\r\n`)
    const headers = { ...exampleHeaders, 'x-amz-decoded-content-length': '6' }
    await assert.rejects(unwrap(body, headers), refused('InvalidChunkSizeError'))
  })

  // The example of "Including Trailing Headers" in the same reference.
  it('and their trailer are accepted as in the example that AWS publishes', async () => {
    const headers = {
      'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': '66560',
      'x-amz-trailer': 'x-amz-checksum-crc32c',
    }
    const seed = {
      ...exampleSeed,
      signature: '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
    }
    const body = bytes(
      `10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n${'a'.repeat(65536)}\r\n` +
        `400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n${'a'.repeat(1024)}\r\n` +
        '0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n' +
        'x-amz-checksum-crc32c:sOO8/Q==\r\n' +
        'x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n',
    )
    assert.equal((await unwrap(body, headers, { seed })).length, 66560)
    const forged = bytes(text(body).replace('sOO8', 'sOO9'))
    await assert.rejects(unwrap(forged, headers, { seed }), refused('SignatureDoesNotMatch'))
  })
})

describe('unsigned chunks', () => {
  it('come out as they went in, however they are cut', async () => {
    const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { maxLength: 6 })
    const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(chunks, sizes, async (parts, pieces) => {
        const content = concatBytes(parts)
        const body = bytes(
          `${parts.map((part) => `${part.length.toString(16)}\r\n${text(part)}\r\n`).join('')}0\r\nx-amz-checksum-crc32c:${checksumOf(content)}\r\n\r\n`,
        )
        const headers = unsigned(content.length, { 'x-amz-trailer': 'x-amz-checksum-crc32c' })
        assert.equal(text(await unwrap(body, headers, {}, pieces)), text(content))
      }),
      { numRuns: 100 },
    )
  })

  it('are held against their checksum', async () => {
    const headers = unsigned(3, { 'x-amz-trailer': 'x-amz-checksum-crc32c' })
    const body = (value: string) => bytes(`3\r\nabc\r\n0\r\nx-amz-checksum-crc32c:${value}\r\n\r\n`)
    await unwrap(body(checksumOf(bytes('abc'))), headers)
    await assert.rejects(unwrap(body(checksumOf(bytes('abd'))), headers), refused('BadDigest'))
    await assert.rejects(unwrap(body('abc'), headers), refused('InvalidRequest'))
    await assert.rejects(unwrap(bytes('3\r\nabc\r\n0\r\n\r\n'), headers), refused('MalformedTrailerError'))
  })

  it('are refused with a checksum that cannot be computed', async () => {
    const headers = unsigned(3, { 'x-amz-trailer': 'x-amz-checksum-xxhash64' })
    const body = bytes('3\r\nabc\r\n0\r\nx-amz-checksum-xxhash64:AAAAAAAAAAA=\r\n\r\n')
    await assert.rejects(unwrap(body, headers), refused('NotImplemented'))
  })

  it('have the length that was announced', async () => {
    const body = bytes('3\r\nabc\r\n0\r\n\r\n')
    await assert.rejects(unwrap(body, unsigned(2)), refused('IncompleteBody'))
    await assert.rejects(unwrap(body, unsigned(4)), refused('IncompleteBody'))
    assert.throws(
      () => chunkedFacts({ 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' }),
      refused('MissingContentLength'),
    )
  })

  it('are refused when the framing is broken', async () => {
    const cases: readonly (readonly [body: string, code: string])[] = [
      ['', 'IncompleteBody'],
      ['3', 'IncompleteBody'],
      ['3\r\nab', 'IncompleteBody'],
      ['3\r\nabc', 'IncompleteBody'],
      ['3\r\nabc\r\n', 'IncompleteBody'],
      ['3\r\nabc\r\n0\r\n', 'IncompleteBody'],
      ['3\nabc\r\n0\r\n\r\n', 'InvalidRequest'],
      ['3\r\nabcd\r\n0\r\n\r\n', 'InvalidRequest'],
      ['x\r\nabc\r\n0\r\n\r\n', 'InvalidRequest'],
      ['-3\r\nabc\r\n0\r\n\r\n', 'InvalidRequest'],
      ['ffffffffffffffff\r\nabc', 'InvalidRequest'],
      ['fffffffffff\r\nabc', 'IncompleteBody'],
      [`3;${'x'.repeat(5000)}\r\nabc`, 'InvalidRequest'],
      ['x'.repeat(100_000), 'InvalidRequest'],
      ['3\r\nabc\r\n0\r\nunheard-of:1\r\n\r\n', 'MalformedTrailerError'],
      [`3\r\nabc\r\n0\r\n${'\r\n'.repeat(1000)}`, 'MalformedTrailerError'],
    ]
    for (const [body, code] of cases)
      await assert.rejects(unwrap(bytes(body), unsigned(3), {}, [7]), refused(code), body.slice(0, 40))
  })

  it('never fail otherwise, whatever comes', async () => {
    const pieces = fc.constantFrom(
      '0',
      '3',
      'a',
      '\r\n',
      '\r',
      '\n',
      ':',
      ';',
      'chunk-signature=',
      'x-amz-checksum-crc32c:',
      '\u00ff',
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(pieces, { maxLength: 30 }),
        fc.integer({ min: 1, max: 9 }),
        async (parts, size) => {
          const headers = unsigned(3, { 'x-amz-trailer': 'x-amz-checksum-crc32c' })
          try {
            await unwrap(bytes(parts.join('')), headers, {}, [size])
          } catch (error) {
            assert(error instanceof AwsError)
          }
        },
      ),
    )
  })
})
