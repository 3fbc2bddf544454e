import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Lambda, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda'
import { zipOf } from '../../support/zip.ts'
import { Home } from './program.ts'

const handler = `
def handler(event, context):
    print('greeted ' + event['name'])
    return event
`

describe('commands for functions', () => {
  const home = new Home()

  it('list functions and say what is wrong', async () => {
    const server = await home.start(['--store', 'memory'])
    const none = await home.run(['functions'])
    assert.equal(none.code, 0, none.stderr)
    assert.equal(none.stdout, 'There are no functions in us-east-1.\n')
    const absent = await home.run(['invoke', 'absent'])
    assert.equal(absent.code, 1)
    assert.match(absent.stderr, /Function not found: .*function:absent/)
    assert.match(absent.stderr, /There are no functions in us-east-1\./)
    const bad = await home.run(['invoke', 'hello', '--event', '{bad'])
    assert.equal(bad.code, 2)
    assert.match(bad.stderr, /^lambent: The event is not JSON/)
    assert.equal((await home.run(['logs', '--since', 'yesterday'])).code, 2)
    const lambda = new Lambda({
      endpoint: server.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: '000000000000', secretAccessKey: 'secret' },
    })
    await lambda.createFunction({
      FunctionName: 'hello',
      Role: 'arn:aws:iam::000000000000:role/worker',
      Runtime: 'python3.13',
      Handler: 'index.handler',
      Code: { ZipFile: zipOf({ 'index.py': handler }) },
    })
    await waitUntilFunctionActiveV2(
      { client: lambda, maxWaitTime: 60, minDelay: 1 },
      { FunctionName: 'hello' },
    )
    lambda.destroy()
    const one = await home.run(['functions'])
    assert.match(
      one.stdout,
      /^NAME +RUNTIME +MEMORY +TIMEOUT +STATE +CHANGED\nhello +python3\.13 +128 MB +3 s +\w+/,
    )
    const json = JSON.parse((await home.run(['functions', '--json'])).stdout)
    assert.equal(json.functions[0].FunctionName, 'hello')
    const nothing = await home.run(['logs', 'hello'])
    assert.equal(nothing.code, 0, nothing.stderr)
    assert.equal(nothing.stdout, '')
    const follower = home.waitFor(['logs', '--follow'], /hello .*greeted Anna/)
    const answer = await home.run(['invoke', 'hello', '--event', '{"name":"Anna"}', '--tail'])
    assert.equal(answer.stdout, '{"name": "Anna"}\n', answer.stderr)
    assert.match(answer.stderr, /START RequestId: /)
    const followed = await (await follower).end('SIGINT')
    assert.equal(followed.code, 0)
    assert.match(followed.stdout, /REPORT RequestId|greeted Anna/)
    const failed = await home.run(['invoke', 'hello', '--event', '[]'])
    assert.equal(failed.code, 1)
    assert.match(failed.stdout, /"errorType": *"TypeError"/)
    const accepted = await home.run(['invoke', 'hello', '--async', '--event', '{"name":"Ben"}'])
    assert.match(accepted.stdout, /^Accepted\. The request id is [0-9a-f-]{36}\.$/m)
    assert.match((await home.run(['status'])).stdout, /invocations +\d+.*AWS would charge \$/)
    await server.end('SIGTERM')
    const stopped = await home.run(['functions'])
    assert.equal(stopped.code, 3)
    assert.match(stopped.stderr, /Start one: /)
  })
})
