/** One of two processes on one database: counts a shared record up, and empties a shared queue. Says what it did in JSON. */
import { silentLogger } from '../../../src/base/logger.ts'
import { systemClock } from '../../../src/base/system-clock.ts'
import { atomic } from '../../../src/store/index.ts'
import { openPostgresStore } from '../../../src/store/postgres/index.ts'

const [url = '', count = '0'] = process.argv.slice(2)
const store = await openPostgresStore(url, { clock: systemClock, logger: silentLogger })
let conflicts = 0

async function increment(): Promise<void> {
  for (;;) {
    const entry = await store.get<number>(['counter'])
    const done = await atomic(store)
      .check(['counter'], entry?.version ?? null)
      .set(['counter'], (entry?.value ?? 0) + 1)
      .append(['log'], process.pid)
      .commit()
    if (done.ok) return
    conflicts++
  }
}

async function consume(): Promise<number> {
  let handled = 0
  for (;;) {
    const messages = await store.receive<number>(['queue'], { max: 5, leaseMs: 60_000 })
    if (messages.length === 0) return handled
    for (const { value, receipt } of messages) {
      const done = await atomic(store)
        .acknowledge(receipt)
        .check(['done', value], null)
        .set(['done', value], process.pid)
        .commit()
      if (done.ok) handled++
    }
  }
}

const [handled] = await Promise.all([consume(), ...Array.from({ length: Number(count) }, increment)])
const lease = await store.acquireLease(['lease'], String(process.pid), 60_000)
await store.close()
process.stdout.write(JSON.stringify({ handled, conflicts, lease: lease?.token ?? null }))
