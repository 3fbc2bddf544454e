/**
 * The server is killed while events are put, again and again: every event that was acknowledged reaches the target of the rule it
 * matches, and the archive of its bus. The seed is printed; LAMBENT_TEST_SEED repeats a run as far as the machine does.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { EventBridge } from '@aws-sdk/client-eventbridge'
import { randomBelow } from '../../../src/base/random.ts'
import { SeededRandom } from '../../../src/base/seeded-random.ts'
import { clientOf, killableServer, storeOptions } from '../../support/killable-server.ts'
import { until } from '../../support/until.ts'

const seed = Number(process.env.LAMBENT_TEST_SEED ?? Date.now() % 1_000_000)
const kills = Number(process.env.LAMBENT_TEST_CRASH_ROUNDS ?? 2)
const senders = 4
/** A kill comes once so many more events were acknowledged, and up to so long after. Unit: events; milliseconds. */
const eventsBeforeKill = 200
const killWithinMs = 100
const pattern = JSON.stringify({ source: ['my.app'] })

for (const store of await storeOptions()) {
  describe(`kill -9 under the load of events, on ${store.name}`, () => {
    const server = killableServer('events-crash')

    async function start(options: readonly string[]) {
      const config = clientOf(await server.start(options))
      return { events: new EventBridge(config), logs: new CloudWatchLogs(config) }
    }

    it('loses no event that was acknowledged', async (test) => {
      test.diagnostic(`seed ${seed}`)
      const random = new SeededRandom(seed)
      const options = await store.options()
      const acknowledged = new Set<string>()
      for (let round = 0; round < kills; round++) {
        const { events, logs } = await start(options)
        if (round === 0) await makeRule(events, logs)
        const wanted = acknowledged.size + eventsBeforeKill
        const load = Array.from({ length: senders }, () => send(events, acknowledged))
        await until(() => acknowledged.size >= wanted, 'too few events are acknowledged', 60_000)
        await pause(randomBelow(random, killWithinMs))
        await server.kill()
        await Promise.all(load)
        events.destroy()
        logs.destroy()
      }
      const { events, logs } = await start(options)
      let missing: string[] = []
      const allArrived = async () => {
        const arrived = await idsIn(logs, 'sink')
        missing = [...acknowledged].filter((id) => !arrived.has(id))
        return missing.length === 0
      }
      await until(allArrived, 'acknowledged events are missing', 60_000).catch((error) => {
        assert.fail(`${error.message}: ${missing.length} of ${acknowledged.size}: ${missing.slice(0, 5)}`)
      })
      const { EventCount = 0 } = await events.describeArchive({ ArchiveName: 'all' })
      assert.ok(EventCount >= acknowledged.size, `${EventCount} of ${acknowledged.size} are archived`)
      test.diagnostic(`${acknowledged.size} events were acknowledged, ${EventCount} archived`)
      await server.kill()
    })
  })
}

async function makeRule(events: EventBridge, logs: CloudWatchLogs): Promise<void> {
  await logs.createLogGroup({ logGroupName: 'sink' })
  await events.createArchive({
    ArchiveName: 'all',
    EventSourceArn: 'arn:aws:events:us-east-1:000000000000:event-bus/default',
  })
  await events.putRule({ Name: 'r', EventPattern: pattern })
  await events.putTargets({
    Rule: 'r',
    Targets: [{ Id: 't', Arn: 'arn:aws:logs:us-east-1:000000000000:log-group:sink' }],
  })
}

/** Puts events until the server is gone, and notes the ids of those it answered for. */
async function send(events: EventBridge, acknowledged: Set<string>): Promise<void> {
  const entry = { Source: 'my.app', DetailType: 'order', Detail: '{}' }
  for (;;) {
    try {
      const { Entries = [] } = await events.putEvents({ Entries: [entry, entry] })
      for (const { EventId } of Entries) if (EventId !== undefined) acknowledged.add(EventId)
    } catch {
      return
    }
  }
}

/** The ids of the events in a log group. */
async function idsIn(logs: CloudWatchLogs, logGroupName: string): Promise<Set<string>> {
  const ids = new Set<string>()
  let nextToken: string | undefined
  do {
    const page = await logs.filterLogEvents({ logGroupName, nextToken })
    for (const { message = '{}' } of page.events ?? []) ids.add(JSON.parse(message).id)
    nextToken = page.nextToken
  } while (nextToken !== undefined)
  return ids
}
