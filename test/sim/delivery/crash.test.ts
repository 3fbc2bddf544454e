/**
 * The server is killed under load from every source of events, again and again: every event that was acknowledged comes to its
 * function. What no server has acknowledged when it was killed is sent to the next one, while that takes over what the killed one held. The
 * seed is printed; LAMBENT_TEST_SEED repeats a run as far as the machine does. LAMBENT_TEST_CRASH_ROUNDS: how many kills (2),
 * LAMBENT_TEST_CRASH_EVENTS: how many events each source acknowledges (2,000; half of
 * them on PostgreSQL).
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { ScanCommandOutput } from '@aws-sdk/client-dynamodb'
import { randomBelow } from '../../../src/base/random.ts'
import { SeededRandom } from '../../../src/base/seeded-random.ts'
import { killableServer, storeOptions } from '../../support/killable-server.ts'
import { type Clients, clientsOf, makeNotingFunction, sources } from './sources.ts'

const seed = Number(process.env.LAMBENT_TEST_SEED ?? Date.now() % 1_000_000)
const kills = Number(process.env.LAMBENT_TEST_CRASH_ROUNDS ?? 2)
const eventCount = Number(process.env.LAMBENT_TEST_CRASH_EVENTS ?? 2_000)
/** A kill comes once a part of its round's events were acknowledged, and up to so long after. Unit: milliseconds. */
const killWithinMs = 500
/** What has been noted is read so often: reading all of it takes a tenth of a second. Unit: milliseconds. */
const lookMs = 500

for (const store of await storeOptions()) {
  describe(`kill -9 under load from every source, on ${store.name}`, {
    skip: process.platform !== 'linux',
  }, () => {
    const server = killableServer('delivery-crash')
    const eventsPerSource = store.name === 'SQLite' ? eventCount : Math.ceil(eventCount / 2)

    it('loses nothing', async (test) => {
      test.diagnostic(`seed ${seed}`)
      const random = new SeededRandom(seed)
      const options = await store.options()
      const acknowledged = new Map(sources.map(({ name }) => [name, new Set<string>()]))
      let sent = 0
      for (let round = 0; round <= kills; round++) {
        const isLast = round === kills
        const endpoint = await server.start(options)
        const clients = clientsOf(endpoint)
        let killed = false
        if (round === 0) await makeWorld(clients)
        const load = sources.map(async ({ name, count, send }) => {
          const known = acknowledged.get(name) ?? new Set()
          while (!killed && known.size < eventsPerSource) {
            const ids = Array.from({ length: count }, () => `event-${sent++}`)
            try {
              for (const id of await send(clients, ids)) known.add(id)
            } catch (error) {
              // The server is gone, or what it answered is lost: then nothing was promised.
              if (killed) return
              if (isLast) throw error
            }
          }
        })
        const all = Promise.all(load)
        if (!isLast) {
          const wanted =
            countOf(acknowledged) + randomBelow(random, (sources.length * eventsPerSource) / (2 * kills))
          await Promise.race([all, until(() => countOf(acknowledged) >= wanted)])
          await pause(randomBelow(random, killWithinMs))
          killed = true
          await server.kill()
        }
        await all
        test.diagnostic(`round ${round}: ${countOf(acknowledged)} events were acknowledged`)
        if (isLast) await untilAllRan(clients, acknowledged)
        clients.destroy()
      }
      await server.kill()
    })
  })
}

function countOf(acknowledged: ReadonlyMap<string, Set<string>>): number {
  return [...acknowledged.values()].reduce((sum, ids) => sum + ids.size, 0)
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await pause(5)
}

async function makeWorld(clients: Clients): Promise<void> {
  const functionArn = await makeNotingFunction(clients)
  for (const source of sources) await source.make(clients, functionArn)
}

/** Waits until every event that was acknowledged has been noted, as long as more are. */
async function untilAllRan(clients: Clients, acknowledged: ReadonlyMap<string, Set<string>>): Promise<void> {
  let count = 0
  let deadline = 0
  for (;;) {
    const ran = await noted(clients)
    if (ran.size > count) deadline = performance.now() + 120_000
    count = ran.size
    const missing = [...acknowledged].flatMap(([name, ids]) =>
      [...ids].filter((id) => !ran.has(id)).map((id) => `${name} ${id}`),
    )
    if (missing.length === 0) return
    if (performance.now() > deadline)
      assert.fail(`${missing.length} events never ran: ${missing.slice(0, 20).join(', ')}`)
    await pause(lookMs)
  }
}

/** The ids that were noted. */
async function noted({ dynamodb }: Clients): Promise<Set<string>> {
  const ids = new Set<string>()
  let ExclusiveStartKey: ScanCommandOutput['LastEvaluatedKey']
  do {
    const page: ScanCommandOutput = await dynamodb.scan({
      TableName: 'ran',
      ExclusiveStartKey,
      ConsistentRead: true,
    })
    for (const { id } of page.Items ?? []) if (id?.S !== undefined) ids.add(id.S)
    ExclusiveStartKey = page.LastEvaluatedKey
  } while (ExclusiveStartKey !== undefined)
  return ids
}
