/**
 * Some seconds of spoiled requests against a running server. It may refuse in AWS's words, or close a connection whose
 * framing is broken; it may not answer 5xx (but 501, which names an operation that is not built), log a defect,
 * stay silent, or die. The seed is printed; LAMBENT_TEST_FUZZ_SEED and LAMBENT_TEST_FUZZ_SECONDS repeat or prolong a run.
 */
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { it } from 'node:test'
import { inspect } from 'node:util'
import type { LogFields, Logger } from '../../../src/base/logger.ts'
import { SeededRandom } from '../../../src/base/seeded-random.ts'
import { startLambent } from '../../../src/index.ts'
import { corpus } from './corpus.ts'
import { mutate } from './mutate.ts'

const seed = Number(process.env.LAMBENT_TEST_FUZZ_SEED ?? Date.now() % 1_000_000)
const seconds = Number(process.env.LAMBENT_TEST_FUZZ_SECONDS ?? 10)
const connections = 16

/** How long a request that may be cut off is left to the server before the connection is ended. Unit: milliseconds. */
const patienceMs = 150

/** Longer than any answer to the corpus takes on a busy machine. Unit: milliseconds. */
const silenceMs = 15_000

it(`survives ${seconds} seconds of spoiled requests (seed ${seed})`, {
  timeout: (seconds + 120) * 1000,
}, async (t) => {
  const defects: LogFields[] = []
  const lambent = await startLambent({ logger: defectCollector(defects) })
  t.after(() => lambent.stop())
  const random = new SeededRandom(seed)
  const until = performance.now() + seconds * 1000
  // A machine that is busy with other things takes longer for them.
  const least = seconds * 10
  const statuses = new Map<number, number>()
  /** Requests that got through, and such as were refused. */
  const seenBoth = () => [200, 400].every((status) => statuses.has(status))
  let sent = 0

  const worker = async () => {
    while ((performance.now() < until || sent < least || !seenBoth()) && defects.length === 0) {
      const bytes = mutate(random, corpus)
      sent++
      for (const status of await exchange(lambent.port, bytes)) {
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        assert.ok(
          status < 500 || status === 501,
          `${status} for ${JSON.stringify(bytes.toString('latin1'))}: ${inspect(defects)}`,
        )
      }
    }
  }
  await Promise.all(Array.from({ length: connections }, worker))
  assert.deepEqual(defects, [])

  for (const request of corpus) {
    const [status] = await exchange(lambent.port, request, silenceMs)
    const answered = status !== undefined && (status < 500 || status === 501)
    assert.ok(answered, `${status} for the sound request ${JSON.stringify(request.toString('latin1'))}`)
  }
  const health = await fetch(`${lambent.endpoint}/_lambent/health`)
  assert.equal(health.status, 200)
  assert.ok(seenBoth(), `statuses: ${JSON.stringify([...statuses])}`)
})

/**
 * Sends bytes and gives the statuses of all answers. Ends its half of the connection when an answer is whole, or when
 * the server is still waiting, after so long, for the rest of what was cut off.
 */
function exchange(port: number, bytes: Buffer, waitMs = patienceMs): Promise<number[]> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect({ port, host: '127.0.0.1' })
    const nudge = setTimeout(() => socket.end(), waitMs)
    const silence = setTimeout(() => {
      socket.destroy()
      reject(new Error(`No answer and no end for ${JSON.stringify(bytes.toString('latin1'))}`))
    }, silenceMs)
    // The server may close while we still write; that is its right.
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      if (isWhole(text)) socket.end()
    })
    socket.on('close', () => {
      clearTimeout(nudge)
      clearTimeout(silence)
      resolve([...text.matchAll(/(?:^|\n|\}|>)HTTP\/1\.1 (\d{3})/g)].map((match) => Number(match[1])))
    })
    socket.write(bytes)
  })
}

/** Whether a text holds a whole answer, as its Content-Length says. */
function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, Math.max(0, end)))
  return end >= 0 && length !== null && text.length >= end + 4 + Number(length[1])
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
