/**
 * A minute of spoiled requests against a running server. It may refuse in AWS's words, or close a connection whose
 * framing is broken; it may not answer 5xx (but 501, which names an operation that is not built), log a defect,
 * stay silent, or die. The seed is printed; LAMBENT_FUZZ_SEED and LAMBENT_FUZZ_SECONDS repeat or prolong a run.
 */
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { it } from 'node:test'
import type { LogFields, Logger } from '../../../src/base/logger.ts'
import { SeededRandom } from '../../../src/base/seeded-random.ts'
import { startLambent } from '../../../src/index.ts'
import { corpus } from './corpus.ts'
import { mutate } from './mutate.ts'

const seed = Number(process.env.LAMBENT_FUZZ_SEED ?? Date.now() % 1_000_000)
const seconds = Number(process.env.LAMBENT_FUZZ_SECONDS ?? 60)
const connections = 16

/** Longer than any answer to the corpus takes on a busy machine. Unit: milliseconds. */
const silenceMs = 15_000

it(`survives ${seconds} seconds of spoiled requests (seed ${seed})`, {
  timeout: (seconds + 60) * 1000,
}, async (t) => {
  const defects: LogFields[] = []
  const lambent = await startLambent({ logger: defectCollector(defects) })
  t.after(() => lambent.stop())
  const random = new SeededRandom(seed)
  const until = performance.now() + seconds * 1000
  const statuses = new Map<number, number>()
  let sent = 0

  const worker = async () => {
    while (performance.now() < until && defects.length === 0) {
      const bytes = mutate(random, corpus)
      sent++
      for (const status of await exchange(lambent.port, bytes)) {
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        assert.ok(status < 500 || status === 501, `${status} for ${JSON.stringify(bytes.toString('latin1'))}`)
      }
    }
  }
  await Promise.all(Array.from({ length: connections }, worker))
  assert.deepEqual(defects, [])

  for (const request of corpus) {
    const [status] = await exchange(lambent.port, request)
    assert.ok(status !== undefined && (status < 500 || status === 501), `a sound request got ${status}`)
  }
  const health = await fetch(`${lambent.endpoint}/_lambent/health`)
  assert.equal(health.status, 200)
  assert.ok(sent > seconds * 10, `only ${sent} requests in ${seconds} s`)
  assert.ok(
    (statuses.get(400) ?? 0) > 0 && (statuses.get(200) ?? 0) > 0,
    `statuses: ${JSON.stringify([...statuses])}`,
  )
})

/** Sends bytes, closes the sending half, and gives the statuses of all answers until the server closes. */
function exchange(port: number, bytes: Buffer): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect({ port, host: '127.0.0.1' })
    socket.setTimeout(silenceMs, () => {
      socket.destroy()
      reject(new Error(`No answer and no end for ${JSON.stringify(bytes.toString('latin1'))}`))
    })
    // The server may close while we still write; that is its right.
    socket.on('error', () => {})
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('close', () => {
      const text = Buffer.concat(chunks).toString('latin1')
      resolve([...text.matchAll(/(?:^|\n|\}|>)HTTP\/1\.1 (\d{3})/g)].map((match) => Number(match[1])))
    })
    socket.end(bytes)
  })
}

/** A logger that keeps what must never be logged. */
function defectCollector(defects: LogFields[]): Logger {
  const logger: Logger = {
    debug() {},
    info() {},
    warn() {},
    error: (message, fields) => void defects.push({ message, ...fields }),
    child: () => logger,
  }
  return logger
}
