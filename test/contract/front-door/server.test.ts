import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { GetSamplingRulesCommand, XRayClient } from '@aws-sdk/client-xray'
import { type Lambent, OptionError, startLambent } from '../../../src/index.ts'
import { type ClientConfig, testServer } from '../../support/server.ts'

const config = (lambent: Lambent): ClientConfig => ({
  endpoint: lambent.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
})

describe('startLambent', () => {
  const started: Lambent[] = []
  const start = async (...options: Parameters<typeof startLambent>) => {
    const lambent = await startLambent(...options)
    started.push(lambent)
    return lambent
  }
  after(() => Promise.all(started.map((lambent) => lambent.stop())))

  it('starts servers beside each other that share nothing', async () => {
    const [one, two] = await Promise.all([start(), start()])
    assert.notEqual(one.port, two.port)
    await new SSMClient(config(one)).send(new PutParameterCommand({ Name: 'a', Value: '1', Type: 'String' }))
    const other = new SSMClient(config(two)).send(new GetParameterCommand({ Name: 'a' }))
    await assert.rejects(other, { name: 'ParameterNotFound' })
    await one.stop()
    assert.ok((await new STSClient(config(two)).send(new GetCallerIdentityCommand({}))).Arn)
  })

  it('stops once, however often it is asked', async () => {
    const lambent = await start()
    await Promise.all([lambent.stop(), lambent.stop()])
    await lambent.stop()
    await assert.rejects(fetch(lambent.endpoint))
  })

  it('says what is wrong with an option, and that a port is taken', async () => {
    const { port } = await start()
    await assert.rejects(startLambent({ port: 70_000 }), OptionError)
    await assert.rejects(startLambent({ store: 'mysql://x' }), /give "memory" or an address like/)
    await assert.rejects(startLambent({ defaultAccountId: '12' }), /twelve digits/)
    await assert.rejects(startLambent({ defaultRegion: 'Mars' }), /eu-central-1/)
    await assert.rejects(startLambent({ port }), { code: 'EADDRINUSE' })
  })
})

describe('the server', () => {
  const server = testServer()

  it('reports its health', async () => {
    const answer = await fetch(`${server.endpoint}/_lambent/health`)
    const health = (await answer.json()) as Record<string, unknown>
    assert.equal(answer.headers.get('content-type'), 'application/json')
    assert.equal(health.status, 'ok')
    assert.equal(health.pid, process.pid)
    assert.equal(health.store, 'memory')
  })

  it('gives its metrics to Prometheus', async () => {
    await new STSClient(server.config()).send(new GetCallerIdentityCommand({}))
    const text = await (await fetch(`${server.endpoint}/_lambent/metrics`)).text()
    assert.match(text, /lambent_calls_total\{service="sts",operation="GetCallerIdentity",outcome="ok"\} \d+/)
    assert.match(text, /lambent_call_duration_seconds_count\{service="sts"\} \d+/)
    assert.match(text, /process_resident_memory_bytes \d+/)
  })

  it('names what it has not built', async () => {
    await assert.rejects(new XRayClient(server.config()).send(new GetSamplingRulesCommand({})), {
      name: 'NotImplemented',
      message: 'Lambent does not implement XRay GetSamplingRules yet.',
    })
  })

  it('knows its own pages only', async () => {
    const answer = await fetch(`${server.endpoint}/_lambent/nothing`)
    assert.equal(answer.status, 404)
    await answer.text()
  })

  it('refuses a body beyond the limit without reading it, and goes on', async () => {
    const send = (bytes: number) =>
      fetch(server.endpoint, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/x-amz-json-1.1',
          'X-Amz-Target': 'AmazonSSM.GetParameter',
          Authorization:
            'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/ssm/aws4_request, SignedHeaders=host;x-amz-date, Signature=00',
          'X-Amz-Date': '20260101T000000Z',
        },
        body: Buffer.alloc(bytes, 0x20),
      })
    const status = await send(17 * 1024 * 1024).then(
      (answer) => answer.status,
      () => 413, // The answer may be lost where the client still writes when the connection ends.
    )
    assert.equal(status, 413)
    assert.equal((await send(10)).status, 400)
  })

  it('answers an operation that does not exist', async () => {
    const answer = await fetch(server.endpoint, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-amz-json-1.1',
        'X-Amz-Target': 'AmazonSSM.Nothing',
        Authorization:
          'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/ssm/aws4_request, SignedHeaders=host;x-amz-date, Signature=00',
        'X-Amz-Date': '20260101T000000Z',
      },
      body: '{}',
    })
    assert.equal(answer.status, 400)
    assert.match(await answer.text(), /UnknownOperationException/)
  })
})
