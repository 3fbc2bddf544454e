import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import { Lambda, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda'
import { zipOf } from '../../support/zip.ts'
import { Home, program } from './program.ts'

describe('lambent time', () => {
  const home = new Home()

  it('moves the time of a server with a virtual clock, which outlives it', async () => {
    const server = await home.start(['--clock', 'virtual'])
    const before = JSON.parse((await home.run(['time', 'show', '--json'])).stdout) as { now: string }
    const moved = await home.run(['time', 'advance', '24h', '--json'])
    assert.equal(moved.code, 0, moved.stderr)
    const after = JSON.parse(moved.stdout) as { now: string; clock: string }
    assert.equal(Date.parse(after.now) - Date.parse(before.now), 86_400_000)
    assert.equal(after.clock, 'virtual')
    assert.match((await home.run(['time', 'show'])).stdout, /\(virtual: it stands still\)\n$/)
    const back = await home.run(['time', 'advance', '2020-01-01T00:00:00Z'])
    assert.deepEqual([back.code, back.stderr.split(':')[1]], [1, ' Time does not go back'])
    await server.end('SIGTERM')
    await home.start(['--clock', 'virtual'])
    const again = JSON.parse((await home.run(['time', 'show', '--json'])).stdout) as { now: string }
    assert.equal(again.now, after.now)
  })

  it('says what to do where time cannot be moved', async () => {
    const other = new Home()
    await other.start(['--store', 'memory'])
    const refused = await other.run(['time', 'advance', '1h'])
    assert.equal(refused.code, 1)
    assert.match(
      refused.stderr,
      /runs on real time\.\n {2}Start one whose time can be moved: .*start --clock virtual/,
    )
    assert.equal((await other.run(['time', 'advance', 'soon'])).code, 2)
    assert.equal((await other.run(['start', '--clock', 'virtual', '--identity', 'enforce'])).code, 2)
  })
})

describe('lambent events tail', () => {
  const home = new Home()

  it('shows an event on its way to a function, with the ids that join its steps', async () => {
    const server = await home.start(['--store', 'memory'])
    const credentials = { accessKeyId: '000000000000', secretAccessKey: 'secret' }
    const lambda = new Lambda({ endpoint: server.endpoint, region: 'us-east-1', credentials })
    await lambda.createFunction({
      FunctionName: 'hello',
      Role: 'arn:aws:iam::000000000000:role/worker',
      Runtime: 'python3.13',
      Handler: 'index.handler',
      Code: { ZipFile: zipOf({ 'index.py': 'def handler(event, context):\n    return event\n' }) },
    })
    await waitUntilFunctionActiveV2(
      { client: lambda, maxWaitTime: 60, minDelay: 0.1 },
      { FunctionName: 'hello' },
    )
    const sent = await lambda.invoke({ FunctionName: 'hello', InvocationType: 'Event', Payload: '{}' })
    lambda.destroy()
    const tail = spawn(program, ['events', 'tail', '--json', '--function', 'hello'], {
      env: { PATH: process.env.PATH, HOME: home.folder },
    })
    let text = ''
    tail.stdout.setEncoding('utf8')
    for await (const piece of tail.stdout) {
      text += String(piece)
      if (text.includes('"succeeded"')) break
    }
    tail.kill('SIGINT')
    await once(tail, 'close')
    const steps = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { stage: string; event: string })
    assert.deepEqual(
      steps.map(({ stage }) => stage),
      ['accepted', 'started', 'succeeded'],
    )
    for (const { event } of steps) assert.equal(event, sent.$metadata.requestId)
  })
})
