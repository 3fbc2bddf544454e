import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { extension, handler } from './extension-programs.ts'
import { computeRoom } from './support.ts'

for (const mode of ['auto', 'plain'] as const) {
  const room = computeRoom({ mode })

  describe(`the Telemetry API (${mode})`, () => {
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
}
