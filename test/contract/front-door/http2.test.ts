import assert from 'node:assert/strict'
import { connect } from 'node:http2'
import { describe, it } from 'node:test'
import { KinesisClient, ListStreamsCommand } from '@aws-sdk/client-kinesis'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { NodeHttp2Handler } from '@smithy/node-http-handler'
import { testServer } from '../../support/server.ts'

for (const identity of ['local', 'enforce'] as const) {
  describe(`HTTP/2 without TLS (${identity})`, () => {
    const server = testServer({ identity })
    const config = () => ({
      ...server.config(),
      ...(server.lambent.firstKey ? { credentials: server.lambent.firstKey } : {}),
    })

    it('is what the Kinesis client speaks', async () => {
      const client = new KinesisClient(config())
      await client
        .send(new ListStreamsCommand({}))
        .catch((error: Error) => assert.equal(error.name, 'NotImplemented', error.message))
      client.destroy()
    })

    it('carries calls at once on one connection, and signatures hold', async () => {
      const client = new STSClient({ ...config(), requestHandler: new NodeHttp2Handler() })
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => client.send(new GetCallerIdentityCommand({}))),
      )
      assert.deepEqual([...new Set(answers.map(({ Account }) => Account))], ['000000000000'])
      client.destroy()
    })

    it('reaches the pages of the server', async () => {
      const session = connect(server.endpoint)
      const stream = session.request({ ':path': '/_lambent/health' })
      let text = ''
      for await (const chunk of stream.setEncoding('utf8')) text += chunk
      session.close()
      assert.equal((JSON.parse(text) as { status: string }).status, 'ok')
    })
  })
}
