/**
 * The server is killed under asynchronous load, again and again: every event that was acknowledged runs, and no process of a
 * function outlives its server. The seed is printed; LAMBENT_TEST_SEED repeats a run as far as the machine does.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Lambda, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda'
import { SSM } from '@aws-sdk/client-ssm'
import { randomBelow } from '../../../src/base/random.ts'
import { SeededRandom } from '../../../src/base/seeded-random.ts'
import { clientOf, killableServer } from '../../support/killable-server.ts'
import { zipOf } from '../../support/zip.ts'
import { descendantsOf, isThere, type KnownProcess } from './processes.ts'

const seed = Number(process.env.LAMBENT_TEST_SEED ?? Date.now() % 1_000_000)
const kills = Number(process.env.LAMBENT_TEST_CRASH_ROUNDS ?? 5)
const senders = 4
/** A kill comes once so many events of its round were acknowledged, and up to so long after. Unit: events; milliseconds. */
const eventsBeforeKill = { least: 20, most: 100 }
const killWithinMs = 300

// Notes that it ran where a kill does not undo it: in the server's own Parameter Store.
const source = `
import json, os, urllib.request

def handler(event, context):
    body = json.dumps({"Name": "/ran/%s" % event["id"], "Value": "x", "Type": "String", "Overwrite": True})
    request = urllib.request.Request(os.environ["AWS_ENDPOINT_URL"], data=body.encode(), headers={
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "AmazonSSM.PutParameter",
        "x-amz-date": "20260101T000000Z",
        "authorization": "AWS4-HMAC-SHA256 Credential=000000000000/20260101/us-east-1/ssm/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + "0" * 64,
    })
    urllib.request.urlopen(request, timeout=20).read()
`

describe('kill -9 under asynchronous load', { skip: process.platform !== 'linux' }, () => {
  const server = killableServer('crash')

  it('runs every event that was acknowledged, and leaves no process behind', async (test) => {
    test.diagnostic(`seed ${seed}`)
    const random = new SeededRandom(seed)
    const acknowledged = new Set<string>()
    let sent = 0
    for (let round = 0; round < kills; round++) {
      const endpoint = await server.start()
      const lambda = new Lambda(clientOf(endpoint))
      if (round === 0) await makeFunction(lambda)
      const load = Array.from({ length: senders }, async () => {
        for (;;) {
          const id = String(sent++)
          try {
            await lambda.invoke({
              FunctionName: 'note',
              InvocationType: 'Event',
              Payload: JSON.stringify({ id }),
            })
            acknowledged.add(id)
          } catch {
            return
          }
          // As fast as it goes, the functions would never catch up.
          await pause(5)
        }
      })
      const { least, most } = eventsBeforeKill
      const wanted = acknowledged.size + least + randomBelow(random, most - least)
      await until(
        () => acknowledged.size >= wanted,
        60_000,
        () => 'too few events are acknowledged',
      )
      await pause(randomBelow(random, killWithinMs))
      const processes = functionProcesses(server.pid)
      await server.kill()
      await Promise.all(load)
      lambda.destroy()
      await until(
        () => processes.every((one) => !isThere(one)),
        60_000,
        () => `still there: ${JSON.stringify(processes.filter(isThere))}`,
      )
    }
    const endpoint = await server.start()
    const ssm = new SSM(clientOf(endpoint))
    let missing = [...acknowledged]
    await until(
      async () => {
        const ran = await namesOf(ssm)
        missing = [...acknowledged].filter((id) => !ran.has(`/ran/${id}`))
        return missing.length === 0
      },
      120_000,
      () => `${missing.length} of ${acknowledged.size} events never ran: ${missing.slice(0, 20).join(', ')}`,
    )
    ssm.destroy()
    test.diagnostic(`${acknowledged.size} of ${sent} events were acknowledged`)
    assert.ok(acknowledged.size >= kills * eventsBeforeKill.least)
    await server.stop()
  })
})

/** What runs behind the walls, with what keeps them. Programs that fetch SDKs into the cache end by themselves. */
function functionProcesses(pid: number): KnownProcess[] {
  const all = descendantsOf(pid)
  const host = all.find(({ name }) => name === 'lambent-sandbox')
  return host ? [host, ...descendantsOf(host.pid)] : []
}

async function makeFunction(lambda: Lambda): Promise<void> {
  await lambda.createFunction({
    FunctionName: 'note',
    Role: 'arn:aws:iam::000000000000:role/worker',
    Runtime: 'python3.13',
    Handler: 'index.handler',
    Timeout: 30,
    Code: { ZipFile: zipOf({ 'index.py': source }) },
  })
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, { FunctionName: 'note' })
}

async function namesOf(ssm: SSM): Promise<Set<string>> {
  const names = new Set<string>()
  let NextToken: string | undefined
  do {
    const page = await ssm.getParametersByPath({ Path: '/ran', NextToken })
    for (const { Name = '' } of page.Parameters ?? []) names.add(Name)
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  return names
}

/** Waits for a condition of other processes, which tell nobody when they change. */
async function until(
  holds: () => boolean | Promise<boolean>,
  withinMs: number,
  otherwise: () => string,
): Promise<void> {
  const deadline = performance.now() + withinMs
  while (!(await holds())) {
    if (performance.now() > deadline) assert.fail(otherwise())
    await pause(20)
  }
}
