import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { testServer } from '../../support/server.ts'
import { json, query, type RawRequest, raw } from '../protocol/raw.ts'

/** The request with its body compressed. */
function compressed(request: RawRequest): RawRequest {
  const headers = { ...request.headers, 'Content-Encoding': 'gzip' }
  return { ...request, headers, body: Uint8Array.from(gzipSync(request.body ?? '')) }
}

describe('a compressed request', () => {
  const server = testServer()

  it('is read as if it were not, whatever the protocol', async () => {
    const put = json('ssm', 'AmazonSSM.PutParameter', '{"Name":"zip","Value":"v","Type":"String"}')
    assert.equal((await raw(server, compressed(put))).status, 200)
    const form = 'Action=GetCallerIdentity&Version=2011-06-15'
    const answer = await raw(server, compressed(query('sts', form)))
    assert.equal(answer.status, 200)
    assert.match(answer.body, /<GetCallerIdentityResult>/)
  })

  it('that unpacks to more than a service takes is refused', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024))
    assert.ok(bomb.length < 100_000)
    const request = { ...json('ssm', 'AmazonSSM.PutParameter', ''), body: Uint8Array.from(bomb) }
    const answer = await raw(server, {
      ...request,
      headers: { ...request.headers, 'Content-Encoding': 'gzip' },
    })
    assert.equal(answer.status, 413)
    assert.match(answer.body, /RequestEntityTooLarge/)
  })

  it('that is cut or no gzip at all is refused', async () => {
    const whole = compressed(json('ssm', 'AmazonSSM.PutParameter', '{"Name":"zip"}'))
    const bytes = whole.body as Uint8Array<ArrayBuffer>
    for (const body of [bytes.slice(0, bytes.length - 9), Uint8Array.from(Buffer.from('{"Name":"zip"}'))]) {
      const answer = await raw(server, { ...whole, body })
      assert.equal(answer.status, 400)
      assert.match(answer.body, /SerializationException/)
    }
  })
})

for (const identity of ['local', 'enforce'] as const) {
  describe(`what the SDK compresses (${identity})`, () => {
    const server = testServer({ identity })

    it('reaches its operation, with a signature of the compressed bytes', async () => {
      const client = new CloudWatchClient({
        ...server.config(),
        ...(server.lambent.firstKey ? { credentials: server.lambent.firstKey } : {}),
        requestMinCompressionSizeBytes: 1,
      })
      let encoding: string | undefined
      client.middlewareStack.add(
        (next) => (args) => {
          encoding = (args.request as { headers: Record<string, string> }).headers['content-encoding']
          return next(args)
        },
        { step: 'finalizeRequest', priority: 'low' },
      )
      const MetricData = Array.from({ length: 100 }, (_, index) => ({ MetricName: `m${index}`, Value: 1 }))
      const put = client.send(new PutMetricDataCommand({ Namespace: 'test', MetricData }))
      await put.catch((error: Error) => assert.equal(error.name, 'NotImplemented', error.message))
      assert.equal(encoding, 'gzip')
    })
  })
}
