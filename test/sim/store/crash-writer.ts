/**
 * The process that the crash test kills. It opens the store that it is given, and writes as fast as it can until it dies. What
 * was acknowledged it notes in a file, a line each, before it goes on (what a process has written is there when it is killed):
 *
 *   c <writer> <number>   a commit that set two records, appended to a log and enqueued a message
 *   a <writer> <number>   that message, acknowledged in one commit with a record of it
 *
 * It says `ready` when the store is open, and `committed` after its first commit. With no writers it ends by itself.
 */
import { openSync, writeSync } from 'node:fs'
import { atomic } from '../../../src/store/index.ts'
import { openPlace } from './place.ts'

const [address = '', notesPath = '', writerCount = '4'] = process.argv.slice(2)

// What a killed process held is received again by the next one: where others may have the store too, that takes a lease that is over at once.
const lease = { leaseMs: address.startsWith('postgres:') ? 0 : 3_600_000, ofThisProcess: true }

const store = await openPlace(address)
const notes = openSync(notesPath, 'a')
let isFirst = true
writeSync(1, 'ready\n')
if (writerCount === '0') {
  await store.close()
  process.exit(0)
}
await Promise.all([...Array.from({ length: Number(writerCount) }, (_, writer) => write(writer)), consume()])

async function write(writer: number): Promise<never> {
  let { next } = await store.logBounds(['log', writer])
  for (; ; next++) {
    const commit = atomic(store)
      .set(['left', writer], next)
      .set(['right', writer], next)
      .append(['log', writer], next)
      .enqueue(['queue'], [writer, next])
    const result = await commit.commit()
    if (!result.ok) throw new Error('a commit without conditions was refused')
    writeSync(notes, `c ${writer} ${next}\n`)
    if (isFirst) writeSync(1, 'committed\n')
    isFirst = false
  }
}

async function consume(): Promise<never> {
  for (let turn = 0; ; turn++) {
    const durable = turn % 2 === 0
    const messages = await store.receive<[number, number]>(['queue'], { max: 10, ...lease, durable })
    for (const { value, receipt } of messages) {
      const done = await atomic(store)
        .acknowledge(receipt)
        .set(['done', ...value], true)
        .commit()
      if (done.ok) writeSync(notes, `a ${value.join(' ')}\n`)
    }
    if (messages.length === 0) await new Promise((resolve) => setImmediate(resolve))
  }
}
