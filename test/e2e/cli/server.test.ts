/** `lambent start`, `status`, `env` and `stop`, and the signals that end a server. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { Home } from './program.ts'

const colourStart = '\u001b'

function client(endpoint: string): SSMClient {
  return new SSMClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: '000000000000', secretAccessKey: 'x' },
    maxAttempts: 1,
  })
}

describe('lambent start', () => {
  it('says in plain lines what runs, is found by the other commands, and is stopped by them', async () => {
    const home = new Home()
    const server = await home.start()
    assert.match(server.output(), /^Lambent \d+\.\d+\.\d+ is running at http:\/\/127\.0\.0\.1:\d+$/m)
    assert.ok(!server.output().includes(colourStart), 'no colour in a pipe')

    const [status, json, env] = await Promise.all([
      home.run(['status']),
      home.run(['status', '--json']),
      home.run(['env']),
    ])
    assert.equal(status.code, 0)
    assert.match(status.stdout, new RegExp(`^Lambent is running at ${server.endpoint}$`, 'm'))
    const [found] = JSON.parse(json.stdout).servers
    assert.deepEqual(
      [found.endpoint, found.port, found.health.store],
      [server.endpoint, server.port, 'sqlite'],
    )
    const seen = execFileSync(
      'sh',
      [
        '-c',
        `${env.stdout}\necho "$AWS_ENDPOINT_URL $AWS_REGION $AWS_DISABLE_HOST_PREFIX_INJECTION \${AWS_PROFILE-none}"`,
      ],
      {
        encoding: 'utf8',
        env: { AWS_PROFILE: 'work' },
      },
    )
    assert.equal(seen, `${server.endpoint} us-east-1 true none\n`)

    const [stop, outcome] = await Promise.all([home.run(['stop']), server.ended()])
    assert.deepEqual([stop.code, stop.stdout], [0, `Stopped Lambent at ${server.endpoint}.\n`])
    assert.deepEqual([outcome.code, outcome.stderr], [0, ''])
    assert.equal(existsSync(join(home.folder, `.local/share/lambent/servers/${server.port}.json`)), false)
    const after = await home.run(['status'])
    assert.equal(after.code, 3)
    assert.match(after.stdout, /^No Lambent runs/)
  })

  it('keeps its state over a restart, and over a kill', async () => {
    const home = new Home()
    for (const [round, signal] of (['SIGTERM', 'SIGKILL', 'SIGINT'] as const).entries()) {
      const server = await home.start()
      const ssm = client(server.endpoint)
      if (round > 0) {
        const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/round' }))
        assert.equal(Parameter?.Value, String(round - 1))
      }
      await ssm.send(
        new PutParameterCommand({ Name: '/round', Value: String(round), Type: 'String', Overwrite: true }),
      )
      ssm.destroy()
      const { code } = await server.end(signal)
      assert.equal(code, signal === 'SIGKILL' ? null : 0)
    }
    assert.equal((await home.run(['status'])).code, 3, 'what a killed server left behind does not count')
  })

  it('finishes what is in flight before it ends', async () => {
    const home = new Home()
    const server = await home.start(['--store', 'memory'])
    const body = 'Action=GetCallerIdentity&Version=2011-06-15'
    const instant = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')
    const socket = connect(server.port, '127.0.0.1')
    socket.write(
      [
        'POST / HTTP/1.1',
        'Host: sts.amazonaws.com',
        'Content-Type: application/x-www-form-urlencoded',
        `Authorization: AWS4-HMAC-SHA256 Credential=test/${instant.slice(0, 8)}/us-east-1/sts/aws4_request, SignedHeaders=host;x-amz-date, Signature=00`,
        `X-Amz-Date: ${instant}`,
        `Content-Length: ${body.length}`,
        '',
        body.slice(0, 10),
      ].join('\r\n'),
    )
    await inFlight(server.endpoint, 2)
    server.process.kill('SIGTERM')
    await refused(server.port)
    socket.write(body.slice(10))
    const answer = await text(socket)
    assert.match(answer, /^HTTP\/1\.1 200 /)
    assert.match(answer, /<GetCallerIdentityResponse/)
    assert.equal((await server.ended()).code, 0)
  })

  it('logs one JSON object a line when told to', async () => {
    const home = new Home()
    const server = await home.start(['--store', 'memory', '--json'])
    const { stdout } = await server.end('SIGTERM')
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.deepEqual(
      lines.map(({ level, message }) => `${level} ${message}`),
      ['info Lambent is running', 'info Stopping: requests in flight are finished first', 'info Stopped'],
    )
    assert.equal(lines[0].endpoint, server.endpoint)
  })

  it('serves any number of servers that keep nothing, side by side, each stopped by its port', async () => {
    const home = new Home()
    const [first, second] = await Promise.all([
      home.start(['--store', 'memory']),
      home.start(['--store', 'memory']),
    ])
    const vague = await home.run(['stop'])
    assert.equal(vague.code, 2)
    assert.match(vague.stderr, /stop --port/)
    const [one, ended] = await Promise.all([home.run(['stop', '--port', String(first.port)]), first.ended()])
    assert.deepEqual([one.code, ended.code], [0, 0])
    const [all, last] = await Promise.all([home.run(['stop', '--all']), second.ended()])
    assert.deepEqual([all.code, last.code], [0, 0])
    const none = await home.run(['stop'])
    assert.deepEqual([none.code, none.stderr], [0, ''])
  })

  it('is ended by force when it does not end by itself', async () => {
    const home = new Home()
    const server = await home.start(['--store', 'memory'])
    server.process.kill('SIGSTOP')
    const patient = await home.run(['stop', '--timeout', '0.1'])
    assert.equal(patient.code, 1)
    assert.match(patient.stderr, /has not ended within 0\.1 s.*--force/s)
    const [forced, ended] = await Promise.all([
      home.run(['stop', '--timeout', '0', '--force']),
      server.ended(),
    ])
    assert.equal(forced.code, 0)
    assert.equal(ended.code, null)
  })
})

/** Waits until the server's metrics say that so many requests are being answered, this question among them. */
async function inFlight(endpoint: string, count: number): Promise<void> {
  for (;;) {
    const metrics = await (await fetch(`${endpoint}/_lambent/metrics`)).text()
    if (metrics.includes(`lambent_http_requests_in_flight ${count}`)) return
  }
}

/** Waits until nothing listens on the port any more. */
async function refused(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const outcome = await Promise.race([
      once(socket, 'connect').then(() => 'connected'),
      once(socket, 'error').then(() => 'refused'),
    ]).catch(() => 'refused')
    socket.destroy()
    if (outcome === 'refused') return
  }
}
