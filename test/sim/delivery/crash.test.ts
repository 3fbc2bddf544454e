/**
 * The server is killed under load from every source of events, again and again: every event that was acknowledged comes to its
 * function. The seed is printed; LAMBENT_TEST_SEED repeats a run as far as the machine does. LAMBENT_TEST_CRASH_ROUNDS: how many
 * kills (2), LAMBENT_TEST_CRASH_EVENTS: how many events of each source in a round, at most (120).
 */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { ScanCommandOutput } from '@aws-sdk/client-dynamodb'
import { randomBelow } from '../../../src/base/random.ts'
import { SeededRandom } from '../../../src/base/seeded-random.ts'
import { testPostgres } from '../../support/postgres.ts'
import { type Clients, clientsOf, makeNotingFunction, sources } from './sources.ts'

const root = join(import.meta.dirname, '../../..')
const seed = Number(process.env.LAMBENT_TEST_SEED ?? Date.now() % 1_000_000)
const kills = Number(process.env.LAMBENT_TEST_CRASH_ROUNDS ?? 2)
const eventsPerRound = Number(process.env.LAMBENT_TEST_CRASH_EVENTS ?? 120)
/** A kill comes once a part of its round's events were acknowledged, and up to so long after. Unit: milliseconds. */
const killWithinMs = 500
// One for all tests: SDKs for functions are fetched once.
const cache = join(tmpdir(), `lambent-tests-${process.getuid?.() ?? 0}`)

describe('kill -9 under load from every source', { skip: process.platform !== 'linux' }, () => {
  it('loses nothing on SQLite', async (test) => {
    const folder = mkdtempSync(join(tmpdir(), 'lambent-crash-'))
    await loseNothing(test, folder, ['--data-dir', folder])
  })

  it('loses nothing on PostgreSQL', async (test) => {
    const postgres = await testPostgres()
    if (!postgres.available) return test.skip(postgres.reason)
    const folder = mkdtempSync(join(tmpdir(), 'lambent-crash-'))
    await loseNothing(test, folder, ['--data-dir', folder, '--store', await postgres.createDatabase()])
  })

  const servers = new Set<ChildProcess>()
  const folders = new Set<string>()
  after(async () => {
    for (const server of servers) await end(server)
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  })

  async function loseNothing(test: TestContext, folder: string, flags: readonly string[]): Promise<void> {
    folders.add(folder)
    test.diagnostic(`seed ${seed}`)
    const random = new SeededRandom(seed)
    const acknowledged = new Map(sources.map(({ name }) => [name, new Set<string>()]))
    let sent = 0
    for (let round = 0; round < kills; round++) {
      const { server, endpoint } = await start(folder, flags)
      const clients = clientsOf(endpoint)
      if (round === 0) await makeWorld(clients)
      const load = sources.map(async ({ name, count, send }) => {
        for (let left = eventsPerRound; left > 0; left -= count) {
          const ids = Array.from({ length: count }, () => `event-${sent++}`)
          try {
            for (const id of await send(clients, ids)) acknowledged.get(name)?.add(id)
          } catch {
            // The server is gone, or what it answered is lost: then nothing was promised.
            if (server.signalCode !== null || server.killed) return
          }
        }
      })
      const wanted = countOf(acknowledged) + randomBelow(random, (sources.length * eventsPerRound) / 2)
      const all = Promise.all(load)
      await Promise.race([all, until(() => countOf(acknowledged) >= wanted)])
      await pause(randomBelow(random, killWithinMs))
      await end(server)
      await all
      clients.destroy()
    }
    const { server, endpoint } = await start(folder, flags)
    const clients = clientsOf(endpoint)
    for (const [name, ids] of acknowledged) {
      test.diagnostic(`${name}: ${ids.size} events were acknowledged`)
      assert.ok(ids.size > 0, `${name} acknowledged nothing`)
    }
    await untilAllRan(clients, acknowledged)
    clients.destroy()
    await end(server)
  }

  async function start(
    folder: string,
    flags: readonly string[],
  ): Promise<{ server: ChildProcess; endpoint: string }> {
    const server = spawn(
      join(root, 'bin/lambent'),
      ['start', '--port', '0', '--log-level', 'error', ...flags],
      {
        env: { PATH: process.env.PATH, HOME: folder, XDG_CACHE_HOME: cache },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    servers.add(server)
    let text = ''
    for await (const piece of server.stdout ?? []) {
      text += String(piece)
      const endpoint = /http:\/\/127[\d.:]+/.exec(text)?.[0]
      if (endpoint === undefined) continue
      server.stdout?.resume()
      return { server, endpoint }
    }
    throw new Error(`The server ended: ${text}`)
  }

  async function end(server: ChildProcess): Promise<void> {
    servers.delete(server)
    if (server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    server.kill('SIGKILL')
    await ended
  }
})

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

/** Waits until every event that was acknowledged has been noted. */
async function untilAllRan(clients: Clients, acknowledged: ReadonlyMap<string, Set<string>>): Promise<void> {
  const deadline = performance.now() + 120_000
  for (;;) {
    const ran = await noted(clients)
    const missing = [...acknowledged].flatMap(([name, ids]) =>
      [...ids].filter((id) => !ran.has(id)).map((id) => `${name} ${id}`),
    )
    if (missing.length === 0) return
    if (performance.now() > deadline)
      assert.fail(`${missing.length} events never ran: ${missing.slice(0, 20).join(', ')}`)
    await pause(100)
  }
}

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
