import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import {
  awsNodeClient,
  awsPythonClient,
  goBootstrap,
  javaHandler,
  type Made,
  rustPrograms,
} from '../support/aws-runtime-clients.ts'
import { until } from '../support/until.ts'
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

/** A command for the shell: folders may have spaces. */
const quoted = (command: readonly string[]) => command.map((word) => `'${word}'`).join(' ')

const provided = { runtime: 'provided.al2023', handler: 'app.handler' }

describe("AWS's own runtime clients", () => {
  it('for Python serves through the Runtime API', async (test) => {
    const client = had(test, await awsPythonClient('python3', 'app.handler'))
    if (!client) return
    const exports = Object.entries(client.env).map(([name, value]) => `export ${name}='${value}'\n`)
    const version = plain.version(
      {
        bootstrap: `#!/bin/sh\n${exports.join('')}exec ${quoted(client.command)}\n`,
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
    const client = had(test, await awsNodeClient())
    if (!client) return
    const version = plain.version(
      {
        bootstrap: `#!/bin/sh\nexec ${quoted(client.command)} "$_HANDLER"\n`,
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
    if (made) await serves(made.folder)
  })

  it('for Rust serves behind walls', async (test) => {
    const made = had(test, await rustPrograms())
    if (made) await serves(made.folder)
  })

  it('for Java serves behind walls', async (test) => {
    const made = had(test, await javaHandler())
    if (!made) return
    const version = walled.version(
      {},
      {
        runtime: 'java17',
        handler: 'example.Handler::handleRequest',
        code: { kind: 'folder', path: made.folder },
      },
    )
    const use = async (event: object, requestId: string) => walled.invoke(version, event, { requestId })
    const first = await use({ name: 'you' }, 'r-java')
    assert.deepEqual(first.value, { ...greeting(version.functionName, 'r-java'), count: 1 }, first.text)
    await walled.logged(version, /^handling you\n$/)
    const failed = (await use({ action: 'fail' }, 'r-f')).value as { errorType: string; errorMessage: string }
    assert.deepEqual([failed.errorType, failed.errorMessage], ['java.lang.IllegalStateException', 'no good'])
    assert.match(
      (await use({ action: 'exit' }, 'r-3')).text,
      /r-3 Error: Runtime exited with error: exit status 3/,
    )
    const again = await use({ name: 'you' }, 'r-again')
    assert.deepEqual(again.value, { ...greeting(version.functionName, 'r-again'), count: 1 })
  })

  it('an extension by its library for Rust is told of all there is to tell', async (test) => {
    const made = had(test, await rustPrograms())
    if (!made) return
    const version = walled.version(
      {
        'main.py':
          'import os\ndef handler(event, context):\n    if "n" not in event: os._exit(3)\n    print("working")\n    return event["n"]\n',
      },
      { layers: [{ kind: 'folder', path: made.layer }] },
    )
    assert.equal((await walled.invoke(version, { n: 1 }, { requestId: 'r-1' })).text, '1')
    await walled.logged(version, new RegExp(`^watcher invoke r-1 ${version.functionArn}\n$`))
    await walled.logged(
      version,
      /^TELEMETRY\tName: watcher\tState: Subscribed\tTypes: \[Platform, Function\]\n$/,
    )
    for (const heard of ['init Init', 'start r-1', 'line working', 'done r-1 Success', 'report r-1 512'])
      await walled.logged(version, new RegExp(`^watcher hears ${heard}\n$`))
    // After a crash it starts, registers and subscribes again.
    const crashed = await walled.invoke(version, {}, { requestId: 'r-2' })
    assert.equal(crashed.kind, 'error')
    await walled.logged(version, /^watcher shutdown (?:failure|FAILURE)\n$/)
    await until(() => walled.compute.environments.every(({ state }) => state !== 'resetting'))
    assert.equal((await walled.invoke(version, { n: 3 }, { requestId: 'r-3' })).text, '3')
    for (const heard of ['init Invoke', 'start r-3', 'report r-3 512'])
      await walled.logged(version, new RegExp(`^watcher hears ${heard}\n$`))
    await walled.compute.retire(version.key)
    await walled.logged(version, /^watcher shutdown (?:spindown|SPINDOWN)\n$/)
  })
})

function greeting(functionName: string, requestId: string) {
  return {
    greeting: 'hello you',
    requestId,
    arn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
    function: functionName,
    deadline: true,
  }
}

/** What the programs for Go and Rust do alike. */
async function serves(folder: string) {
  const version = walled.version({}, { ...provided, code: { kind: 'folder', path: folder } })
  const answered = await walled.invoke(version, { name: 'you' }, { requestId: 'r-1' })
  assert.deepEqual(answered.value, greeting(version.functionName, 'r-1'))
  const failed = await walled.invoke(version, { action: 'fail' })
  assert.deepEqual(
    [failed.kind, (failed.value as { errorMessage: string }).errorMessage],
    ['error', 'no good'],
  )
  const panicked = await walled.invoke(version, { action: 'panic' })
  assert.match((panicked.value as { errorMessage: string }).errorMessage, /at the disco/)
  const exited = await walled.invoke(version, { action: 'exit' }, { requestId: 'r-3' })
  assert.match(exited.text, /r-3 Error: Runtime exited with error: exit status 3/)
  const again = await walled.invoke(version, { name: 'you' }, { requestId: 'r-4' })
  assert.deepEqual(again.value, greeting(version.functionName, 'r-4'))
}
