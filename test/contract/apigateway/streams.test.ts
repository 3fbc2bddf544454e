/**
 * Answers of REST APIs that stream, and bodies that are compressed. Sources: API Gateway Developer Guide, "Set up a Lambda proxy integration
 * with payload response streaming", "Payload compression for REST APIs".
 */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { gunzipSync, gzipSync, inflateSync } from 'node:zlib'
import { SSM } from '@aws-sdk/client-ssm'
import { testServer } from '../../support/server.ts'
import { obedientPython, ServingAccount } from './serving.ts'

/** It writes its second piece when the client has had the first, and has said so. */
const streaming = `
import { SSM } from '@aws-sdk/client-ssm'
const ssm = new SSM()
export const handler = awslambda.streamifyResponse(async (event, stream) => {
  const what = event.queryStringParameters?.what
  if (what === 'plain') {
    stream.write('no prelude')
    stream.end()
    return
  }
  const out = awslambda.HttpResponseStream.from(stream, {
    statusCode: 206,
    headers: { 'Content-Type': 'text/plain', 'X-Path': event.path },
    cookies: ['a=1', 'b=2'],
  })
  if (what === 'large') {
    for (let at = 0; at < 160; at++)
      if (!out.write(Buffer.alloc(65536, 120))) await new Promise((resolve) => out.once('drain', resolve))
    out.end()
    return
  }
  out.write('first;')
  while (!(await ssm.getParameter({ Name: '/first/read' }).catch(() => undefined)))
    await new Promise((resolve) => setTimeout(resolve, 10))
  out.write('second')
  out.end()
})
`

describe('answers of REST APIs', () => {
  const server = testServer()
  let account: ServingAccount
  let api: string

  before(async () => {
    account = new ServingAccount(server)
    api = (await account.api('streamed')).restApiId
  })

  it('stream where the integration says so', async () => {
    await account.makeFunction('streaming', { 'index.mjs': streaming }, 'nodejs22.x')
    await account.put(api, 'GET /stream', {
      integration: {
        type: 'AWS_PROXY',
        integrationHttpMethod: 'POST',
        uri: account
          .functionUri('streaming')
          .replace('2015-03-31', '2021-11-15')
          .replace(/invocations$/, 'response-streaming-invocations'),
        responseTransferMode: 'STREAM',
      },
    })
    await account.deploy(api)
    const host = `${api}.execute-api.us-east-1.localhost:${server.port}`
    const answer = await account.begin(host, '/prod/stream')
    assert.equal(answer.statusCode, 206)
    assert.equal(answer.headers['content-type'], 'text/plain')
    assert.equal(answer.headers['x-path'], '/stream')
    assert.deepEqual(answer.headers['set-cookie'], ['a=1', 'b=2'])
    const pieces: string[] = []
    const ssm = new SSM(server.config({ account: account.id }))
    for await (const piece of answer) {
      pieces.push(String(piece))
      if (pieces.length === 1) await ssm.putParameter({ Name: '/first/read', Value: 'yes', Type: 'String' })
    }
    assert.equal(pieces[0], 'first;')
    assert.equal(pieces.join(''), 'first;second')
    const large = await account.send(api, '/prod/stream?what=large')
    assert.equal(large.bytes.length, 160 * 65_536)
    const malformed = await account.send(api, '/prod/stream?what=plain')
    assert.deepEqual([malformed.status, malformed.body], [502, '{"message": "Internal server error"}'])
  })

  it('are compressed from a size on, and requests are taken compressed', async () => {
    await account.makeFunction('obedient', { 'index.py': obedientPython })
    const packed = (await account.api('packed')).restApiId
    await account.put(packed, 'ANY /x', { integration: account.proxy('obedient') })
    await account.gateway.updateRestApi({
      restApiId: packed,
      patchOperations: [{ op: 'replace', path: '/minimumCompressionSize', value: '100' }],
    })
    await account.deploy(packed)
    const ask = (length: number, encoding: string) =>
      account.send(packed, '/prod/x', {
        method: 'POST',
        headers: { 'accept-encoding': encoding },
        body: JSON.stringify({ answer: { statusCode: 200, body: 'x'.repeat(length) } }),
      })
    const gzip = await ask(200, 'br, gzip;q=0.5')
    assert.equal(gzip.headers['content-encoding'], 'gzip')
    assert.equal(gunzipSync(gzip.bytes).toString(), 'x'.repeat(200))
    const deflate = await ask(200, 'deflate')
    assert.equal(inflateSync(deflate.bytes).toString(), 'x'.repeat(200))
    for (const reply of [await ask(50, 'gzip'), await ask(200, 'br'), await ask(200, 'gzip;q=0')])
      assert.equal(reply.headers['content-encoding'], undefined)
    const headers = { 'content-encoding': 'gzip', 'content-type': 'application/json' }
    const sent = await account.send(packed, '/prod/x', {
      method: 'POST',
      headers,
      body: gzipSync('{"answer":{"body":"packed"}}'),
    })
    assert.deepEqual([sent.status, sent.body], [200, 'packed'])
    const bomb = await account.send(packed, '/prod/x', {
      method: 'POST',
      headers,
      body: gzipSync(Buffer.alloc(20 * 1024 * 1024)),
    })
    assert.equal(bomb.status, 400)
    const broken = await account.send(packed, '/prod/x', { method: 'POST', headers, body: 'no gzip' })
    assert.equal(broken.status, 400)
  })
})
