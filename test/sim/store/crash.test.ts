/**
 * Kills a process that writes to the store, at random instants, again and again, and looks at what is left: every
 * commit that was acknowledged is there, none is there by half, and every message is either still in its queue or
 * done, never both and never neither. LAMBENT_SEED and LAMBENT_CRASH_ROUNDS repeat and prolong a run.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { silentLogger } from '../../../src/base/logger.ts'
import { randomBelow } from '../../../src/base/random.ts'
import { SeededRandom } from '../../../src/base/seeded-random.ts'
import { systemClock } from '../../../src/base/system-clock.ts'
import type { Store } from '../../../src/store/index.ts'
import { openSqliteStore } from '../../../src/store/sqlite/index.ts'

const seed = Number(process.env.LAMBENT_SEED ?? Date.now() % 1_000_000)
const roundCount = Number(process.env.LAMBENT_CRASH_ROUNDS ?? 200)
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

it(`loses nothing in ${roundCount} crashes (seed ${seed})`, { timeout: 300_000 }, async () => {
  const random = new SeededRandom(seed)
  const chains = Array.from({ length: Math.ceil(roundCount / roundsPerStore) }, () => {
    return Array.from({ length: roundsPerStore }, () => randomBelow(random, 60))
  })
  let committed = 0
  const next = chains.values()
  const worker = async () => {
    for (const delays of next) committed += await runChain(delays)
  }
  // Two at once: one is being started while the other writes.
  await Promise.all([worker(), worker()])
  assert.ok(committed > roundCount, `only ${committed} commits in ${roundCount} rounds`)
})

/** One store through several lives. Answers how many commits it holds at the end. */
async function runChain(delays: readonly number[]): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'lambent-crash-'))
  try {
    for (const delay of delays) await live(directory, delay)
    const seen = await readNotes(directory)
    const store = await openSqliteStore({ directory }, { clock: systemClock, logger: silentLogger })
    try {
      return await inspect(store, seen)
    } finally {
      await store.close()
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** Starts a writer and kills it so many milliseconds after it was ready. */
async function live(directory: string, delayMs: number): Promise<void> {
  const child = spawn(process.execPath, [program, directory, String(writerCount)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Starting is most of a round: what Node.js compiled for the first one serves them all.
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'lambent-crash-compiled') },
  })
  let complaint = ''
  child.stderr.on('data', (chunk) => {
    complaint += String(chunk)
  })
  const dead = once(child, 'close')
  child.stdout.once('data', () => void wait(delayMs).then(() => child.kill('SIGKILL')))
  const [, signal] = await dead
  assert.equal(signal, 'SIGKILL', complaint)
}

/** What the writer had been told when it died. */
async function readNotes(directory: string): Promise<Seen> {
  const committed = Array.from({ length: writerCount }, () => 0)
  const acknowledged: string[] = []
  for (const line of (await readFile(join(directory, 'acknowledged'), 'utf8')).split('\n')) {
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
