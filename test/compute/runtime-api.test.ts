import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { computeRoom } from './support.ts'

const room = computeRoom()

/** A custom runtime in Python without any library, which answers with what each step of a script brought. */
const scripted = `#!/usr/bin/env python3
import http.client, json, os
host = os.environ["AWS_LAMBDA_RUNTIME_API"]
base = "/2018-06-01/runtime/"
def call(method, path, body=None, headers={}):
    connection = http.client.HTTPConnection(host)
    connection.request(method, path if path.startswith("/") else base + path, body, headers)
    answer = connection.getresponse()
    return {"status": answer.status, "headers": {k.lower(): v for k, v in answer.getheaders()}, "body": answer.read().decode()}
early = [call("POST", "invocation/none/response", "{}"), call("GET", "/2018-06-01/nothing")]
while True:
    following = call("GET", "invocation/next")
    request = following["headers"]["lambda-runtime-aws-request-id"]
    event = json.loads(following["body"])
    if event.get("do") == "error":
        call("POST", "invocation/" + request + "/error", json.dumps(event["error"]), {"Lambda-Runtime-Function-Error-Type": event["type"]})
    elif event.get("do") == "large":
        answer = call("POST", "invocation/" + request + "/response", "x" * event["bytes"])
        print(json.dumps(answer), flush=True)
    elif event.get("do") == "mode":
        answer = call("POST", "invocation/" + request + "/response", "x", {"Lambda-Runtime-Function-Response-Mode": "odd"})
        print(json.dumps(answer), flush=True)
    elif event.get("do") == "hang":
        import time
        time.sleep(60)
    else:
        again = call("GET", "invocation/next")
        other = call("POST", "invocation/" + "0" * 8 + "/response", "{}")
        first = call("POST", "invocation/" + request + "/response", json.dumps({"next": following, "again": again["body"], "other": other, "early": early}))
        second = call("POST", "invocation/" + request + "/response", "{}")
        init = call("POST", "init/error", "{}")
        print(json.dumps({"first": first, "second": second, "init": init}), flush=True)
`

interface Step {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: string
}

const provided = (files: Record<string, string>, more = {}) =>
  room.version(files, { runtime: 'provided.al2023', ...more })

describe('the Runtime API', () => {
  it('gives invocations, takes answers, and refuses what is out of turn', async () => {
    const version = provided({ bootstrap: scripted })
    const { kind, value } = await room.invoke(
      version,
      { a: 1 },
      {
        requestId: 'r-api',
        traceHeader: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
        clientContext: '{"client":{"ä":1}}',
        identity: '{"cognitoIdentityId":"i"}',
        tenantId: 't',
      },
    )
    assert.equal(kind, 'success')
    const { next, again, other, early } = value as Record<string, Step> & { again: string; early: Step[] }
    assert.equal(next?.body, '{"a":1}')
    assert.equal(again, '{"a":1}')
    const headers = next?.headers ?? {}
    assert.equal(headers['lambda-runtime-invoked-function-arn'], version.functionArn)
    assert.ok(Math.abs(Number(headers['lambda-runtime-deadline-ms']) - Date.now()) < 25_000)
    assert.match(headers['lambda-runtime-trace-id'] ?? '', /^Root=1-/)
    assert.equal(headers['lambda-runtime-client-context'], '{"client":{"\\u00e4":1}}')
    assert.equal(headers['lambda-runtime-cognito-identity'], '{"cognitoIdentityId":"i"}')
    assert.equal(headers['lambda-runtime-aws-tenant-id'], 't')
    assert.deepEqual(
      [other?.status, other?.body],
      [400, '{"errorMessage":"Invalid request ID","errorType":"InvalidRequestID"}\n'],
    )
    assert.deepEqual(
      early.map(({ status }) => status),
      [400, 404],
    )
    const after = JSON.parse(await room.logged(version, /^\{"first"/)) as Record<string, Step>
    assert.deepEqual([after.first?.status, after.first?.body], [202, '{"status":"OK"}\n'])
    assert.equal(after.second?.status, 403)
    assert.match(after.second?.body ?? '', /"errorType":"InvalidStateTransition"/)
    assert.equal(after.init?.status, 403)
    assert.match(
      await room.logged(version, /^REPORT/),
      /\nXRAY TraceId: 1-5759e988-bd862e3fe1be46a994272793\tSegmentId: 53995c3f42cd8ad8\tSampled: true\t\n$/,
    )
  })

  it('takes errors as they are', async () => {
    const version = provided({ bootstrap: scripted })
    const error = { errorType: 'Mine', errorMessage: 'no', stackTrace: ['a'] }
    const { kind, value } = await room.invoke(version, { do: 'error', error, type: 'Runtime.Mine' })
    assert.deepEqual([kind, value], ['error', error])
  })

  it('refuses answers that are too large, and an unknown mode', async () => {
    const version = provided({ bootstrap: scripted })
    const large = await room.invoke(version, { do: 'large', bytes: 6_291_557 })
    assert.match(
      large.text,
      /Response payload size \(6291557 bytes\) exceeded maximum allowed payload size \(6291556 bytes\)\./,
    )
    const answer = JSON.parse(await room.logged(version, /"status": 413/)) as Step
    assert.match(answer.body, /"errorType":"RequestEntityTooLarge"/)
    const odd = await room.invoke(version, { do: 'mode' })
    assert.deepEqual(odd.value, { errorType: 'Runtime.InvalidResponseModeHeader' })
    const refused = JSON.parse(await room.logged(version, /InvalidFunctionResponseMode/)) as Step
    assert.equal(refused.status, 400)
    assert.equal((await room.invoke(version)).kind, 'success')
  })

  it('reports what fails before the first invocation', async () => {
    const failing = `#!/bin/sh
exec python3 -c '
import http.client, os
c = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
c.request("POST", "/2018-06-01/runtime/init/error", "{\\"errorType\\":\\"Mine\\",\\"errorMessage\\":\\"no\\"}", {"Lambda-Runtime-Function-Error-Type": "Runtime.NoSuchHandler"})
print(c.getresponse().status)
'
`
    const version = provided({ bootstrap: failing })
    const { kind, value } = await room.invoke(version)
    assert.deepEqual([kind, value], ['error', { errorType: 'Mine', errorMessage: 'no' }])
    const missing = await room.invoke(provided({ 'other.txt': 'x' }), {}, { requestId: 'r-none' })
    assert.deepEqual(missing.value, {
      errorType: 'Runtime.InvalidEntrypoint',
      errorMessage:
        "RequestId: r-none Error: Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]",
    })
    const exits = await room.invoke(provided({ bootstrap: '#!/bin/sh\nexit 7\n' }), {}, { requestId: 'r-7' })
    assert.deepEqual(exits.value, {
      errorType: 'Runtime.ExitError',
      errorMessage: 'RequestId: r-7 Error: Runtime exited with error: exit status 7',
    })
  })
})
