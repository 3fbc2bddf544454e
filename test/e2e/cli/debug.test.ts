import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { Lambda, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda'
import { NodeDebugger } from '../../support/debuggers.ts'
import { zipOf } from '../../support/zip.ts'
import { Home } from './program.ts'

/** Of the tests that run functions: what comes with runtimes is there. */
const cacheFolder = join(import.meta.dirname, '../../../node_modules/.cache/lambent')

describe('lambent debug', () => {
  const home = new Home()

  it('lets a debugger at a function, and says what is wrong', async () => {
    const server = await home.start(['--store', 'memory', '--cache-dir', cacheFolder])
    const absent = await home.run(['debug', 'absent'])
    assert.equal(absent.code, 1)
    assert.match(absent.stderr, /Function not found/)
    const lambda = new Lambda({
      endpoint: server.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: '000000000000', secretAccessKey: 'secret' },
    })
    await lambda.createFunction({
      FunctionName: 'stops',
      Role: 'arn:aws:iam::000000000000:role/worker',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Timeout: 1,
      Code: {
        ZipFile: zipOf({ 'index.js': 'exports.handler = async (event) => { debugger; return event.n + 1 }' }),
      },
    })
    await waitUntilFunctionActiveV2(
      { client: lambda, maxWaitTime: 60, minDelay: 1 },
      { FunctionName: 'stops' },
    )
    const command = await home.waitFor(
      ['debug', 'stops', '--debug-port', '0', '--sources', 'src'],
      /A debugger may come to 127\.0\.0\.1:(\d+)[\s\S]*can be reached/,
    )
    const editor = await NodeDebugger.attach(Number(command.found[1]))
    await editor.send('Debugger.enable')
    const answered = lambda.invoke({ FunctionName: 'stops', Payload: '{"n":1}' })
    await editor.event('Debugger.paused')
    await editor.send('Debugger.resume')
    assert.equal(Buffer.from((await answered).Payload ?? []).toString(), '2')
    editor.close()
    const { code, stdout } = await command.end('SIGINT')
    assert.equal(code, 0)
    assert.match(stdout, /"name": "Lambent: stops"[\s\S]*"remoteRoot": "\/var\/task"/)
    lambda.destroy()
    await server.end('SIGTERM')
    assert.equal((await home.run(['debug', 'stops'])).code, 3)
  })
})
