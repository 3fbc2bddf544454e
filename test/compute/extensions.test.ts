import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { extension, handler } from './extension-programs.ts'
import { computeRoom } from './support.ts'

const room = computeRoom()

describe('extensions', () => {
  it('register, are told of invocations and of the end', async () => {
    const version = room.version({ 'main.py': handler, 'layers/extensions/watcher': extension() })
    const { kind } = await room.invoke(version, {}, { requestId: 'r-ext' })
    assert.equal(kind, 'success')
    await room.logged(version, /^REPORT/)
    assert.match(
      await room.logged(version, /^registered/),
      /^registered 200 \{"functionName":"[^"]+","functionVersion":"\$LATEST","handler":"main\.handler","accountId":"000000000000"\}\n$/,
    )
    assert.match(await room.logged(version, /^no handler/), new RegExp(version.functionName))
    assert.equal(
      await room.logged(version, /^EXTENSION/),
      'EXTENSION\tName: watcher\tState: Ready\tEvents: [INVOKE, SHUTDOWN]\n',
    )
    await room.logged(version, /^event INVOKE r-ext None\n$/)
    await room.compute.retire(version.key)
    await room.logged(version, /^event SHUTDOWN None spindown\n$/)
  })

  it('are refused what they may not do', async () => {
    const checks = `
def say(label, answer): print(label, answer[0], answer[2].strip(), flush=True)
say("again", call("POST", "/2020-01-01/extension/register", "{}", {"Lambda-Extension-Name": name}))
say("nameless", call("POST", "/2020-01-01/extension/register", "{}"))
say("no id", call("GET", "/2020-01-01/extension/event/next"))
say("bad id", call("GET", "/2020-01-01/extension/event/next", None, {"Lambda-Extension-Identifier": "x"}))
say("unknown", call("GET", "/2020-01-01/extension/event/next", None, {"Lambda-Extension-Identifier": "12345678-1234-1234-1234-123456789012"}))
say("internal", call("POST", "/2020-01-01/extension/register", json.dumps({"events": ["SHUTDOWN"]}), {"Lambda-Extension-Name": "inside"}))
say("no type", call("POST", "/2020-01-01/extension/init/error", "{}", me))
`
    const version = room.version({ 'main.py': handler, 'layers/extensions/asks': extension(checks) })
    await room.invoke(version)
    const type = async (label: string) => {
      const line = await room.logged(version, new RegExp(`^${label} `))
      const [, status, body] = /^.*? (\d+) (\{.*)\n$/.exec(line) ?? []
      return [Number(status), (JSON.parse(body ?? '{}') as { errorType: string }).errorType]
    }
    assert.deepEqual(await type('again'), [403, 'Extension.InvalidExtensionState'])
    assert.deepEqual(await type('nameless'), [403, 'Extension.InvalidExtensionName'])
    assert.deepEqual(await type('no id'), [403, 'Extension.MissingExtensionIdentifier'])
    assert.deepEqual(await type('bad id'), [403, 'Extension.InvalidExtensionIdentifier'])
    assert.deepEqual(await type('unknown'), [403, 'Extension.UnknownExtensionIdentifier'])
    assert.deepEqual(await type('internal'), [403, 'Extension.InvalidEventType'])
    assert.deepEqual(await type('no type'), [403, 'Extension.MissingHeader'])
  })

  it('that fail take the environment with them', async () => {
    const version = room.version({ 'main.py': handler, 'layers/extensions/breaks': '#!/bin/sh\nexit 3\n' })
    const { kind, value } = await room.invoke(version)
    assert.equal(kind, 'error')
    assert.match((value as { errorType: string }).errorType, /^Extension\./)
  })
})
