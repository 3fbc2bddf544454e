import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { Lambda, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda'
import { testServer } from '../support/server.ts'
import { until } from '../support/until.ts'
import { zipOf } from '../support/zip.ts'

const server = testServer()

const code = `
import json, os, urllib.request
print("loading")
def handler(event, context):
    print("working on", event)
    return {"event": event, "endpoint": os.environ["AWS_ENDPOINT_URL"], "health": json.load(urllib.request.urlopen(os.environ["AWS_ENDPOINT_URL"] + "/_lambent/health"))["status"]}
`

describe('a function behind the API of AWS', () => {
  it('is made, runs, reaches the server, and logs', async () => {
    const lambda = new Lambda(server.config())
    await lambda.createFunction({
      FunctionName: 'hello',
      Runtime: 'python3.11',
      Handler: 'main.handler',
      Role: 'arn:aws:iam::000000000000:role/anything',
      Code: { ZipFile: zipOf({ 'main.py': code }) },
      MemorySize: 512,
      Timeout: 20,
    })
    await waitUntilFunctionActiveV2(
      { client: lambda, maxWaitTime: 60, minDelay: 0.05, maxDelay: 0.2 },
      { FunctionName: 'hello' },
    )
    const answer = await lambda.invoke({ FunctionName: 'hello', Payload: '{"a":1}', LogType: 'Tail' })
    const text = Buffer.from(answer.Payload ?? []).toString()
    assert.equal(answer.FunctionError, undefined, text)
    const value = JSON.parse(text) as Record<string, unknown>
    assert.deepEqual([value.event, value.health], [{ a: 1 }, 'ok'])
    assert.match(
      Buffer.from(answer.LogResult ?? '', 'base64').toString(),
      /^START RequestId: .*\nworking on \{'a': 1\}\nEND /,
    )

    const logs = new CloudWatchLogs(server.config())
    const messages = async () => {
      const found = await logs.filterLogEvents({ logGroupName: '/aws/lambda/hello' }).catch(() => undefined)
      return (found?.events ?? []).map(({ message = '' }) => message)
    }
    let lines: string[] = []
    await until(async () => {
      lines = await messages()
      return lines.some((line) => line.startsWith('REPORT'))
    }, 'the report of the invocation')
    assert.deepEqual(
      lines.map((line) => line.split(/[ \n]/, 1)[0]),
      ['INIT_START', 'loading', 'START', 'working', 'END', 'REPORT'],
    )
    const metrics = await (await fetch(`${server.endpoint}/_lambent/metrics`)).text()
    assert.match(metrics, /^lambent_environment_starts_total 1$/m)
  })
})
