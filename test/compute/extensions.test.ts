import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { computeRoom } from './support.ts'

const room = computeRoom()

const handler = 'import time\ndef handler(event, context):\n    print("working")\n    return "ok"\n'

/** An extension that registers, says what it is told, and does as its name says. */
const extension = (more = '') => `#!/usr/bin/env python3
import http.client, json, os, sys, time
host = os.environ["AWS_LAMBDA_RUNTIME_API"]
def call(method, path, body=None, headers={}):
    connection = http.client.HTTPConnection(host)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    return answer.status, dict((k.lower(), v) for k, v in answer.getheaders()), answer.read().decode()
name = os.path.basename(sys.argv[0])
status, headers, body = call("POST", "/2020-01-01/extension/register", json.dumps({"events": ["INVOKE", "SHUTDOWN"]}), {"Lambda-Extension-Name": name, "Lambda-Extension-Accept-Feature": "accountId"})
me = {"Lambda-Extension-Identifier": headers["lambda-extension-identifier"]}
print("registered", status, body.strip(), flush=True)
print("handler" if "_HANDLER" in os.environ else "no handler", os.environ.get("AWS_LAMBDA_FUNCTION_NAME"), flush=True)
${more}
while True:
    status, headers, body = call("GET", "/2020-01-01/extension/event/next", None, me)
    event = json.loads(body)
    print("event", event["eventType"], event.get("requestId"), event.get("shutdownReason"), flush=True)
    if event["eventType"] == "SHUTDOWN": break
`

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

describe('the Telemetry API', () => {
  const listening = (path: string, body: object) => `
import http.server, threading
class Listener(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        for record in json.loads(self.rfile.read(int(self.headers["Content-Length"]))):
            if record["type"] != "extension": sys.stderr.write("told " + json.dumps(record) + "\\n"); sys.stderr.flush()
        self.send_response(200); self.end_headers()
    def log_message(self, *args): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
threading.Thread(target=server.serve_forever, daemon=True).start()
body = json.loads('''${JSON.stringify(body)}''')
body["destination"]["URI"] = "http://sandbox.localdomain:%d/told" % server.server_address[1]
print("subscribed", *call("PUT", "${path}", json.dumps(body), me)[::2], flush=True)
print("wrong", *call("PUT", "${path}", json.dumps({"types": []}), me)[::2], flush=True)
`
  const base = {
    destination: { protocol: 'HTTP' },
    types: ['platform', 'function'],
    buffering: { maxItems: 1000, maxBytes: 262144, timeoutMs: 25 },
  }

  it('tells what happens', async () => {
    const version = room.version({
      'main.py': handler,
      'layers/extensions/telemetry': extension(
        listening('/2022-07-01/telemetry', { schemaVersion: '2022-12-13', ...base }),
      ),
    })
    await room.invoke(version, {}, { requestId: 'r-t1' })
    await room.invoke(version, {}, { requestId: 'r-t2' })
    assert.match(await room.logged(version, /^subscribed/), /^subscribed 200 "OK"/)
    assert.match(await room.logged(version, /^wrong/), /^wrong 400 .*"ValidationError"/)
    assert.equal(
      await room.logged(version, /^TELEMETRY/),
      'TELEMETRY\tName: telemetry\tState: Subscribed\tTypes: [Platform, Function]\n',
    )
    for (const type of ['initStart', 'initRuntimeDone', 'initReport', 'start', 'runtimeDone', 'report'])
      await room.logged(version, new RegExp(`^told .*"type": "platform.${type}"`))
    const report = await room.logged(version, /^told .*"platform.report".*"r-t1"/)
    const { record } = JSON.parse(report.slice(5)) as {
      record: { metrics: Record<string, number>; status: string }
    }
    assert.equal(record.status, 'success')
    assert.ok((record.metrics.initDurationMs ?? 0) > 0)
    await room.logged(version, /^told .*"type": "function", "record": "working\\n"/)
  })

  it('has a predecessor', async () => {
    const version = room.version({
      'main.py': handler,
      'layers/extensions/logs': extension(
        listening('/2020-08-15/logs', { schemaVersion: '2020-08-15', ...base }),
      ),
    })
    await room.invoke(version, {}, { requestId: 'r-l1' })
    await room.invoke(version, {}, { requestId: 'r-l2' })
    await room.logged(version, /^LOGS\tName: logs\tState: Subscribed\tTypes: \[Platform, Function\]\n$/)
    await room.logged(version, /^told .*"platform.end", "record": \{"requestId": "r-l1"\}/)
  })
})
