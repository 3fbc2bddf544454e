import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { StreamedOutcome } from '../../src/compute/index.ts'
import { computeRoom, invocation } from './support.ts'

const room = computeRoom()

/** A runtime that streams as many pieces as it is told, in the form of the HTTP API. */
const streaming = `#!/usr/bin/env python3
import base64, json, os, socket
host, port = os.environ["AWS_LAMBDA_RUNTIME_API"].split(":")
import http.client
while True:
    connection = http.client.HTTPConnection(host, int(port))
    connection.request("GET", "/2018-06-01/runtime/invocation/next")
    answer = connection.getresponse()
    request = answer.headers["Lambda-Runtime-Aws-Request-Id"]
    event = json.loads(answer.read())
    out = socket.create_connection((host, int(port)))
    head = ["POST /2018-06-01/runtime/invocation/%s/response HTTP/1.1" % request, "Host: x", "Transfer-Encoding: chunked", "Content-Type: text/plain", "Lambda-Runtime-Function-Response-Mode: streaming", "Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body"]
    out.sendall(("\\r\\n".join(head) + "\\r\\n\\r\\n").encode())
    piece = b"x" * event["size"]
    for _ in range(event["count"]):
        out.sendall(b"%x\\r\\n" % len(piece) + piece + b"\\r\\n")
    trailers = b""
    if event.get("cut"):
        out.close()
        continue
    if event.get("fail"):
        body = base64.b64encode(b'{"errorType":"Mine","errorMessage":"midway"}')
        trailers = b"Lambda-Runtime-Function-Error-Type: Runtime.Mine\\r\\nLambda-Runtime-Function-Error-Body: " + body + b"\\r\\n"
    out.sendall(b"0\\r\\n" + trailers + b"\\r\\n")
    print(out.recv(1000).decode().split("\\r\\n")[0], flush=True)
    out.close()
`

const version = (more = {}) => room.version({ bootstrap: streaming }, { runtime: 'provided.al2023', ...more })

async function stream(
  of: ReturnType<typeof version>,
  event: object,
  number: number,
): Promise<StreamedOutcome> {
  const outcome = await room.compute.invokeStreaming(of, invocation(of, event, number))
  assert.ok('body' in outcome)
  return outcome
}

async function bytesOf({ body }: StreamedOutcome): Promise<number> {
  let bytes = 0
  for await (const chunk of body) bytes += (chunk as Buffer).length
  return bytes
}

describe('responses that stream', () => {
  it('arrive piece by piece, and are refused beyond 200 MB', async () => {
    const function_ = version({ timeoutMs: 60_000 })
    const outcome = await stream(function_, { size: 1000, count: 100 }, 1)
    assert.equal(outcome.contentType, 'text/plain')
    assert.equal(await bytesOf(outcome), 100_000)
    const { error, report } = await outcome.completed
    assert.equal(error, undefined)
    assert.ok(report.durationMs > 0)
    assert.match(await room.logged(function_, /^HTTP/), /202/)
    const before = process.memoryUsage().rss
    const large = await stream(function_, { size: 1_000_000, count: 230 }, 2)
    assert.ok((await bytesOf(large)) <= 209_715_200)
    assert.equal((await large.completed).error?.code, 'Function.ResponseSizeTooLarge')
    assert.ok(process.memoryUsage().rss - before < 100_000_000)
  })

  it('wait for a slow reader', async () => {
    const outcome = await stream(version(), { size: 1_000_000, count: 20 }, 3)
    await new Promise((resolve) => outcome.body.once('readable', resolve))
    assert.ok(outcome.body.readableLength < 5_000_000)
    assert.equal(await bytesOf(outcome), 20_000_000)
  })

  it('say when they fail midway', async () => {
    const function_ = version()
    const failed = await stream(function_, { size: 10, count: 3, fail: true }, 4)
    assert.equal(await bytesOf(failed), 30)
    assert.deepEqual((await failed.completed).error, {
      code: 'Runtime.Mine',
      details: '{"errorType":"Mine","errorMessage":"midway"}',
    })
    const cut = await stream(function_, { size: 10, count: 3, cut: true }, 5)
    await bytesOf(cut)
    assert.equal((await cut.completed).error?.code, 'Runtime.TruncatedResponse')
  })

  it('go on when nobody reads, and are whole for who did not ask for a stream', async () => {
    const function_ = version()
    const outcome = await stream(function_, { size: 1_000_000, count: 20 }, 6)
    outcome.body.destroy()
    assert.equal((await outcome.completed).error, undefined)
    const whole = await room.invoke(function_, { size: 10, count: 3 })
    assert.deepEqual([whole.kind, whole.text.length], ['success', 30])
  })
})
