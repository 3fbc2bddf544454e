/**
 * Compacts what has been written, some minutes after it was. Only when something is written a timer is set: on a server where nothing
 * happens, and whose time may be moved by days, nothing is to do. Every node hears of what is written; a lease lets one work.
 */
import type { Timer } from '../../base/clock.ts'
import { randomUuid } from '../../base/random.ts'
import type { BackgroundSurroundings, BackgroundWork } from '../../dispatch/index.ts'
import type { Key } from '../../store/index.ts'
import { compactDue, compactionEveryMs } from './compaction.ts'
import { type Mark, marksPrefix } from './records.ts'

const leaseName: Key = ['cloudwatch.compaction']

/** How long a node that dies holds up the others. Unit: milliseconds. Ours. */
const leaseMs = 60_000

export class Compactor implements BackgroundWork {
  readonly #surroundings: BackgroundSurroundings
  readonly #stopping = new AbortController()
  readonly #unsubscribe: () => void
  readonly #holder: string
  #timer: Timer | undefined
  #working: Promise<void> = Promise.resolve()
  #isWorking = false

  constructor(surroundings: BackgroundSurroundings) {
    this.#surroundings = surroundings
    this.#holder = randomUuid(surroundings.random)
    this.#unsubscribe = surroundings.store.subscribe({ type: 'record', prefix: marksPrefix }, () =>
      this.#arm(),
    )
    // What was written before this server, or another one, stopped.
    this.#work()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#unsubscribe()
    this.#timer?.cancel()
    await this.#working
  }

  #arm(dueAt = 0): void {
    if (this.#timer || this.#isWorking || this.#stopping.signal.aborted) return
    const { clock } = this.#surroundings
    const at = (Math.floor(Math.max(clock.now(), dueAt) / compactionEveryMs) + 1) * compactionEveryMs
    this.#timer = clock.setTimer(at, () => {
      this.#timer = undefined
      this.#work()
    })
  }

  #work(): void {
    this.#isWorking = true
    this.#working = this.#surroundings.jobs.during(async () => {
      let next: number | undefined
      try {
        next = await this.#compact()
      } catch (error) {
        this.#surroundings.logger.warn('Values of metrics could not be compacted; this is tried again', {
          error,
        })
        next = this.#surroundings.clock.now()
      }
      this.#isWorking = false
      if (next !== undefined) this.#arm(next)
    })
  }

  /** When there is something to do again; undefined: when something is written. */
  async #compact(): Promise<number | undefined> {
    const { store, clock } = this.#surroundings
    const lease = await store.acquireLease(leaseName, this.#holder, leaseMs)
    if (!lease) return clock.now()
    try {
      await compactDue(this.#surroundings, this.#stopping.signal)
      const [first] = await store.list<Mark>({ prefix: marksPrefix, limit: 1 })
      return first && Number(first.key[marksPrefix.length])
    } finally {
      await store.releaseLease(lease)
    }
  }
}
