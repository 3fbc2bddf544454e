/** What a node on PostgreSQL survives: connections that are cut at the worst moment, and a server that says no. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import postgres from 'postgres'
import { silentLogger } from '../../src/base/logger.ts'
import { OperationalError } from '../../src/base/operational-error.ts'
import { systemClock } from '../../src/base/system-clock.ts'
import { VirtualClock } from '../../src/base/virtual-clock.ts'
import { openPostgresStore } from '../../src/store/postgres/index.ts'
import { done, signal } from '../../src/store/suite/bench.ts'
import { testPostgres } from '../support/postgres.ts'

const server = await testPostgres()
const surroundings = { clock: systemClock, logger: silentLogger }

async function freshDatabase(): Promise<string> {
  assert.ok(server.available)
  return server.createDatabase()
}

function hostOf(url: string): string {
  return new URL(url).searchParams.get('host') ?? assert.fail('the test server is on a socket')
}

/** A connection beside the store's, to look at the database and to do harm. */
function administrator(t: TestContext, url: string): postgres.Sql {
  const address = new URL(url)
  address.search = ''
  const sql = postgres(address.href, { host: hostOf(url), max: 1, fetch_types: false })
  t.after(() => sql.end())
  return sql
}

/**
 * A socket between store and server that can cut a connection the moment the server answers on it: the server has done
 * what it was asked, and the store does not hear of it.
 */
async function lossyProxy(t: TestContext, url: string) {
  const directory = mkdtempSync(join(tmpdir(), 'lambent-proxy-'))
  const target = join(hostOf(url), '.s.PGSQL.5432')
  const proxy = { cutAnswersTo: undefined as string | undefined, cuts: 0 }
  const sockets = new Set<Socket>()
  const listener = createServer((client) => {
    const upstream = connect(target)
    let armed = false
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.on('data', (bytes) => {
      if (proxy.cutAnswersTo !== undefined && bytes.includes(proxy.cutAnswersTo)) armed = true
      upstream.write(bytes)
    })
    upstream.on('data', (bytes) => {
      // Answers to the preparation of a statement are not what is waited for: those hold no row ("D").
      if (armed && bytes.includes('"refusals"')) {
        proxy.cuts++
        proxy.cutAnswersTo = undefined
        client.destroy()
      } else {
        client.write(bytes)
      }
    })
  })
  await new Promise<void>((resolve) => listener.listen(join(directory, '.s.PGSQL.5432'), resolve))
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    listener.close()
    rmSync(directory, { recursive: true, force: true })
  })
  const address = new URL(url)
  address.searchParams.set('host', directory)
  return { url: address.href, proxy }
}

describe('a node on PostgreSQL', { skip: server.available ? false : server.reason, timeout: 120_000 }, () => {
  it('does a commit once whose answer was lost, and answers as it would have', async (t) => {
    const { url, proxy } = await lossyProxy(t, await freshDatabase())
    const store = await openPostgresStore(url, surroundings)
    t.after(() => store.close())
    await done(store, { type: 'append', log: ['log'], values: ['first'] })
    for (let round = 0; round < 5; round++) {
      proxy.cutAnswersTo = `marker-${round}`
      const result = await done(
        store,
        { type: 'checkLog', log: ['log'], next: round + 2 },
        { type: 'append', log: ['log'], values: [`marker-${round}`] },
        { type: 'enqueue', queue: ['queue'], value: round },
        { type: 'set', key: ['record'], value: round },
      )
      assert.equal(proxy.cuts, round + 1, 'the answer was not cut off')
      assert.deepEqual(result.appended, [round + 2])
      assert.equal((await store.get(['record']))?.version, result.version)
    }
    assert.equal((await store.readLog(['log'])).length, 6)
    assert.equal((await store.peek(['queue'], 100)).length, 5)
  })

  it('does every commit once while its connections are cut at random', async (t) => {
    const url = await freshDatabase()
    const sql = administrator(t, url)
    const store = await openPostgresStore(url, surroundings)
    t.after(() => store.close())
    const writers = 8
    const each = 60
    const commitsBetweenCuts = 12
    let cut = 0
    let acknowledged = 0
    const harm = async () => {
      const rows = await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name LIKE 'lambent%'`
      cut += rows.length
    }
    const harming: Array<Promise<void>> = []
    const writer = async (number: number) => {
      for (let value = 0; value < each; value++) {
        await done(
          store,
          { type: 'append', log: ['log', number], values: [value] },
          { type: 'enqueue', queue: ['queue'], value: [number, value] },
        )
        if (++acknowledged % commitsBetweenCuts === 0) harming.push(harm())
      }
    }
    await Promise.all(Array.from({ length: writers }, (_, number) => writer(number)))
    await Promise.all(harming)
    assert.ok(cut > 10, `only ${cut} connections were cut`)
    for (let number = 0; number < writers; number++) {
      const entries = await store.readLog<number>(['log', number])
      assert.deepEqual(
        entries.map(({ value }) => value),
        Array.from({ length: each }, (_, value) => value),
      )
    }
    const messages = await store.peek(['queue'], 10_000)
    assert.equal(new Set(messages.map(({ value }) => String(value))).size, writers * each)
    assert.equal(messages.length, writers * each)
  })

  it('wakes every listener when it hears the others again', async (t) => {
    const url = await freshDatabase()
    const sql = administrator(t, url)
    const [one, two] = [
      await openPostgresStore(url, surroundings),
      await openPostgresStore(url, surroundings),
    ]
    t.after(() => Promise.all([one.close(), two.close()]))
    const heard = [signal(), signal(), signal()]
    const [records, logs, queues] = heard
    assert(records && logs && queues)
    two.subscribe({ type: 'record', prefix: ['nothing', 'changed'] }, records.raise)
    two.subscribe({ type: 'log', log: ['nothing'] }, logs.raise)
    two.subscribe({ type: 'queue', queue: ['nothing'] }, queues.raise)
    const rows = await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'lambent listener'`
    assert.equal(rows.length, 2)
    await Promise.all(heard.map(({ raised }) => raised))
    const after = signal()
    two.subscribe({ type: 'record', prefix: ['later'] }, after.raise)
    await done(one, { type: 'set', key: ['later', 1], value: 1 })
    await after.raised
  })

  it('goes on when the database has forgotten it', async (t) => {
    const url = await freshDatabase()
    const sql = administrator(t, url)
    const store = await openPostgresStore(url, surroundings)
    t.after(() => store.close())
    await done(store, { type: 'set', key: ['a'], value: 1 })
    await sql`DELETE FROM lambent.lane`
    await done(store, { type: 'set', key: ['a'], value: 2 })
    assert.equal((await store.get(['a']))?.value, 2)
  })

  it('lets the others of a batch through when one commit cannot be done', async (t) => {
    const url = await freshDatabase()
    const sql = administrator(t, url)
    const store = await openPostgresStore(url, surroundings)
    t.after(() => store.close())
    await sql`ALTER TABLE lambent.record ADD CONSTRAINT for_the_test CHECK (json IS DISTINCT FROM '"poison"')`
    const outcomes = await Promise.allSettled(
      ['a', 'poison', 'b'].map((value) => store.commit([{ type: 'set', key: [value], value }])),
    )
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    )
    assert.deepEqual(
      (await store.list({ prefix: [] })).map(({ value }) => value),
      ['a', 'b'],
    )
  })

  it('refuses a database that a newer version set up', async (t) => {
    const url = await freshDatabase()
    const sql = administrator(t, url)
    await (await openPostgresStore(url, surroundings)).close()
    await sql`INSERT INTO lambent.migration (step) VALUES (999)`
    await assert.rejects(openPostgresStore(url, surroundings), (error) => {
      assert(error instanceof OperationalError)
      assert.match(error.message, /newer Lambent \(schema 999/)
      assert.equal(error.retryable, false)
      return true
    })
  })

  it('refuses at once where it is not let in, and what is no address', async () => {
    const address = new URL(await freshDatabase())
    address.pathname = '/absent'
    await assert.rejects(openPostgresStore(address.href, surroundings), /does not let us in/)
    await assert.rejects(openPostgresStore('nonsense', surroundings), /not a URL/)
  })

  it('tries for a while to reach a server that is away, and then says so', async () => {
    const clock = new VirtualClock()
    const address = new URL(await freshDatabase())
    address.searchParams.set('host', join(tmpdir(), 'lambent-nobody-is-here'))
    let ended = false
    const opening = assert
      .rejects(openPostgresStore(address.href, { clock, logger: silentLogger }), (error) => {
        assert(error instanceof OperationalError && error.retryable)
        assert.match(error.message, /cannot be reached/)
        return true
      })
      .finally(() => {
        ended = true
      })
    const began = clock.now()
    while (!ended) await clock.advance(100)
    await opening
    assert.ok(clock.now() - began > 20_000, 'it gave up too soon')
  })

  it('is set up once, whichever of several nodes comes first', async (t) => {
    const url = await freshDatabase()
    const stores = await Promise.all(Array.from({ length: 5 }, () => openPostgresStore(url, surroundings)))
    t.after(() => Promise.all(stores.map((store) => store.close())))
    await Promise.all(stores.map((store, part) => done(store, { type: 'set', key: [part], value: part })))
    assert.equal((await stores[0]?.list({ prefix: [] }))?.length, 5)
  })
})
