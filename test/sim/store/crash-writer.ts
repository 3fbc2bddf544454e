/**
 * The process that the crash test kills. It opens the store in the folder it is given, and writes as fast as it can until it
 * dies. What was acknowledged it notes in a file, a line each, before it goes on (what a process has
 * written is there when it is killed):
 *
 *   c <writer> <number>   a commit that set two records, appended to a log and enqueued a message
 *   a <writer> <number>   that message, acknowledged in one commit with a record of it
 */
import { openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { silentLogger } from '../../../src/base/logger.ts'
import { systemClock } from '../../../src/base/system-clock.ts'
import { atomic, type Store } from '../../../src/store/index.ts'
import { openSqliteStore } from '../../../src/store/sqlite/index.ts'

const [directory = '', writerCount = '4'] = process.argv.slice(2)

const store: Store = await openSqliteStore({ directory }, { clock: systemClock, logger: silentLogger })
const notes = openSync(join(directory, 'acknowledged'), 'a')
writeSync(1, 'ready\n')
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
  }
}

async function consume(): Promise<never> {
  for (;;) {
    // A lease that is over at once: what a killed process held is received again by the next one.
    const messages = await store.receive<[number, number]>(['queue'], { max: 10, leaseMs: 0 })
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
