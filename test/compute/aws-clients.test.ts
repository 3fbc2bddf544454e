import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { awsNodeClient, awsPythonClient, goBootstrap, type Made } from '../support/aws-runtime-clients.ts'
import { computeRoom } from './support.ts'

// AWS's clients lie in a cache of this user's, which walls would hide.
const plain = computeRoom({ mode: 'plain' })
const walled = computeRoom()

/** What was made; the test is skipped, with the reason, on a machine that cannot have it. */
function had<T extends object>(test: TestContext, made: Made<T>): T | undefined {
  if (!('missing' in made)) return made
  test.skip(made.missing)
  return undefined
}

const provided = { runtime: 'provided.al2023', handler: 'app.handler' }

describe("AWS's own runtime clients", () => {
  it('for Python serves through the Runtime API', async (test) => {
    const client = had(test, await awsPythonClient('python3', 'app.handler'))
    if (!client) return
    const exports = Object.entries(client.env).map(([name, value]) => `export ${name}='${value}'\n`)
    const version = plain.version(
      {
        bootstrap: `#!/bin/sh\n${exports.join('')}exec ${client.command.join(' ')}\n`,
        'app.py':
          'def handler(event, context):\n    print("working")\n    if event.get("fail"): raise ValueError("no good")\n    return {"id": context.aws_request_id, "name": context.function_name, "client": context.client_context.custom["a"] if context.client_context else None}\n',
      },
      provided,
    )
    const { value } = await plain.invoke(
      version,
      {},
      { requestId: 'r-ric', clientContext: '{"custom":{"a":1}}' },
    )
    assert.deepEqual(value, { id: 'r-ric', name: version.functionName, client: 1 })
    const failed = await plain.invoke(version, { fail: true })
    assert.deepEqual(
      [failed.kind, (failed.value as { errorType: string }).errorType],
      ['error', 'ValueError'],
    )
    await plain.logged(version, /^working/)
  })

  it('for Node.js serves through the Runtime API', async (test) => {
    // It compiles C++ for minutes, once.
    if (process.env.LAMBENT_TEST_BUILDS === undefined) return test.skip('Only with LAMBENT_TEST_BUILDS=1')
    const client = had(test, await awsNodeClient())
    if (!client) return
    const version = plain.version(
      {
        bootstrap: `#!/bin/sh\nexec ${client.command.join(' ')} "$_HANDLER"\n`,
        'app.mjs':
          'export const handler = async (event, context) => { if (event.fail) throw new TypeError("no good"); return { id: context.awsRequestId } }\n',
      },
      provided,
    )
    assert.deepEqual((await plain.invoke(version, {}, { requestId: 'r-ric' })).value, { id: 'r-ric' })
    const failed = await plain.invoke(version, { fail: true })
    assert.deepEqual([failed.kind, (failed.value as { errorType: string }).errorType], ['error', 'TypeError'])
  })

  it('for Go serves behind walls', async (test) => {
    const made = had(test, await goBootstrap())
    if (!made) return
    const version = walled.version({}, { ...provided, code: { kind: 'folder', path: made.folder } })
    const { value } = await walled.invoke(version, { name: 'you' }, { requestId: 'r-go' })
    assert.deepEqual(value, {
      greeting: 'hello you',
      requestId: 'r-go',
      arn: version.functionArn,
      function: version.functionName,
      deadline: true,
    })
    const failed = await walled.invoke(version, { action: 'fail' })
    assert.deepEqual(
      [failed.kind, (failed.value as { errorMessage: string }).errorMessage],
      ['error', 'no good'],
    )
    const exited = await walled.invoke(version, { action: 'exit' }, { requestId: 'r-3' })
    assert.match(exited.text, /RequestId: r-3 Error: Runtime exited with error: exit status 3/)
  })
})
