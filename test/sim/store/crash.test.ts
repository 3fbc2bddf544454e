/**
 * Kills a process that writes to the store, at random instants, again and again, and looks at what is left: every
 * commit that was acknowledged is there, none is there by half, every message is either still in its queue or
 * done, never both and never neither, and no lease of a killed process is left. LAMBENT_TEST_SEED repeats a run, LAMBENT_TEST_CRASH_ROUNDS prolongs it (SQLite's; a
 * third of them on PostgreSQL).
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { randomBelow } from '../../../src/base/random.ts'
import { SeededRandom } from '../../../src/base/seeded-random.ts'
import type { Store } from '../../../src/store/index.ts'
import { postgresClient, testPostgres } from '../../support/postgres.ts'
import { openPlace } from './place.ts'

const seed = Number(process.env.LAMBENT_TEST_SEED ?? Date.now() % 1_000_000)
const roundCount = Number(process.env.LAMBENT_TEST_CRASH_ROUNDS ?? 100)
/** How many rounds go on from what the one before left. */
const roundsPerStore = 10
const writerCount = 4
const program = fileURLToPath(new URL('./crash-writer.ts', import.meta.url))

interface Seen {
  /** By writer, the highest number acknowledged. */
  readonly committed: number[]
  /** `writer,number` of messages. */
  readonly acknowledged: string[]
}

/** Where the lives of one store take place. */
interface Place {
  readonly address: string
  /** Waits until nothing of a killed process is at work any more. */
  settle(): Promise<void>
  remove(): Promise<void>
}

const compiled = await mkdtemp(join(tmpdir(), 'lambent-crash-compiled-'))
after(() => rm(compiled, { recursive: true, force: true }))

const postgresServer = await testPostgres()
const engines = [
  { name: 'SQLite', rounds: roundCount, skip: false as const, place: newFolder },
  {
    name: 'PostgreSQL',
    rounds: Math.ceil(roundCount / 3),
    skip: postgresServer.available ? (false as const) : postgresServer.reason,
    place: newDatabase,
  },
]
for (const { name, rounds, skip, place } of engines) {
  it(`loses nothing in ${rounds} crashes on ${name} (seed ${seed})`, { timeout: 300_000, skip }, async () => {
    await compileWriter(await place())
    const random = new SeededRandom(seed)
    const chains = Array.from({ length: Math.ceil(rounds / roundsPerStore) }, () => {
      return Array.from({ length: roundsPerStore }, () => randomBelow(random, 60))
    })
    let committed = 0
    const next = chains.values()
    const worker = async () => {
      for (const delays of next) committed += await runChain(delays, await place())
    }
    // Two at once: one is being started while the other writes.
    await Promise.all([worker(), worker()])
    assert.ok(committed > rounds, `only ${committed} commits in ${rounds} rounds`)
  })
}

async function newFolder(): Promise<Place> {
  const address = await mkdtemp(join(tmpdir(), 'lambent-crash-'))
  return { address, settle: async () => {}, remove: () => rm(address, { recursive: true, force: true }) }
}

async function newDatabase(): Promise<Place> {
  if (!postgresServer.available) throw new Error(postgresServer.reason)
  const address = await postgresServer.createDatabase()
  const sql = postgresClient(address)
  return {
    address,
    // What a dead client had asked for is still carried out.
    async settle() {
      for (;;) {
        const [row] = await sql<{ count: number }[]>`
          SELECT count(*)::int FROM pg_stat_activity
          WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`
        if (row?.count === 0) return
        await wait(5)
      }
    },
    remove: () => sql.end(),
  }
}

/** One store through several lives. Answers how many commits it holds at the end. */
async function runChain(delays: readonly number[], place: Place): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'lambent-crash-notes-'))
  const notes = join(folder, 'acknowledged')
  try {
    for (const delay of delays) {
      await live(place, notes, delay)
      await place.settle()
    }
    const seen = await readNotes(notes)
    const store = await openPlace(place.address)
    try {
      return await inspect(store, seen)
    } finally {
      await store.close()
    }
  } finally {
    await place.remove()
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * Starts a writer and kills it so many milliseconds after its first commit, and now and then after it was ready: on PostgreSQL
 * connections are only made then, and a busy machine may not come to the first commit in so short a time.
 */
async function live({ address }: Place, notes: string, delayMs: number): Promise<void> {
  const since = delayMs % 6 > 0 ? 'committed' : 'ready'
  const child = startWriter(address, notes, writerCount)
  let complaint = ''
  child.stderr.on('data', (chunk) => {
    complaint += String(chunk)
  })
  const dead = once(child, 'close')
  let said = ''
  child.stdout.on('data', (chunk) => {
    const before = said.includes(since)
    said += String(chunk)
    if (!before && said.includes(since)) void wait(delayMs).then(() => child.kill('SIGKILL'))
  })
  const [, signal] = await dead
  assert.equal(signal, 'SIGKILL', complaint)
}

function startWriter(address: string, notes: string, writers: number) {
  return spawn(process.execPath, [program, address, notes, String(writers)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: compiled },
  })
}

/** Has Node.js keep what it compiles for writers, which it does when one ends by itself: starting is most of a round. */
async function compileWriter(place: Place): Promise<void> {
  const child = startWriter(place.address, '/dev/null', 0)
  child.stdout.resume()
  child.stderr.resume()
  await once(child, 'close')
  await place.remove()
}

/** What the writer had been told when it died. */
async function readNotes(path: string): Promise<Seen> {
  const committed = Array.from({ length: writerCount }, () => 0)
  const acknowledged: string[] = []
  for (const line of (await readFile(path, 'utf8')).split('\n')) {
    const [kind, writer = '', number = ''] = line.split(' ')
    if (kind === 'c') committed[Number(writer)] = Math.max(committed[Number(writer)] ?? 0, Number(number))
    else if (kind === 'a') acknowledged.push(`${writer},${number}`)
  }
  return { committed, acknowledged }
}

async function inspect(store: Store, seen: Seen): Promise<number> {
  const waiting = new Set<string>()
  for (const { value } of await store.peek<[number, number]>(['queue'], 1_000_000)) {
    assert.ok(!waiting.has(String(value)), `message ${value} twice in its queue`)
    waiting.add(String(value))
  }
  assert.equal((await store.queueCounts(['queue'])).leased, 0, 'no lease outlives its process')
  const done = new Set<string>()
  for (const { key } of await store.list({ prefix: ['done'], limit: 1_000_000 }))
    done.add(String(key.slice(1)))

  let committed = 0
  for (let writer = 0; writer < writerCount; writer++) {
    const { first, next } = await store.logBounds(['log', writer])
    const last = next - 1
    assert.equal(first, 1)
    assert.ok(last >= (seen.committed[writer] ?? 0), `acknowledged ${seen.committed[writer]}, found ${last}`)
    const entries = await store.readLog<number>(['log', writer], { limit: 1_000_000 })
    assert.deepEqual(
      entries.map(({ value }) => value),
      Array.from({ length: last }, (_, index) => index + 1),
    )
    if (last > 0) {
      const [left, right] = await store.getMany([
        ['left', writer],
        ['right', writer],
      ])
      assert.deepEqual([left?.value, right?.value], [last, last], 'one commit, two records')
    }
    for (let number = 1; number <= last; number++) {
      const name = `${writer},${number}`
      assert.notEqual(
        waiting.has(name),
        done.has(name),
        `message ${name} is ${done.has(name) ? 'done and waiting' : 'lost'}`,
      )
    }
    committed += last
  }
  for (const name of seen.acknowledged) assert.ok(done.has(name), `${name} was acknowledged and is not done`)
  return committed
}
