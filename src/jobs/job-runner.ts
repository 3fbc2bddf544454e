import { invariant } from '../base/invariant.ts'
import type { Key } from '../store/index.ts'
import { Activity } from './activity.ts'
import { drainMsDefault } from './limits.ts'
import { QueueWorker } from './queue-worker.ts'
import { RecurringTimer, timerQueue } from './recurring-timer.ts'
import { queueText } from './run-job.ts'
import type {
  JobHandler,
  JobOptions,
  JobRegistration,
  JobRoom,
  JobSurroundings,
  Jobs,
  RecurringOptions,
  RecurringRun,
} from './types.ts'

interface Worker {
  start(): void
  stop(drainMs: number): Promise<void>
}

/** Runs what is registered, from {@link start} to {@link stop}. One for each node; many may share a store. */
export class JobRunner implements Jobs {
  readonly #room: JobRoom
  readonly #drainMs: number
  readonly #workers = new Map<string, Worker>()
  #state: 'new' | 'running' | 'stopped' = 'new'

  /**
   * `drainMs`: how long stopping waits for handlers that run. Default 10,000. `routineMsMin`: recurring timers that only tidy up, and looks into
   * queues of which nothing was heard, come this seldom at least. Default 0. Units: milliseconds.
   */
  constructor(
    surroundings: JobSurroundings,
    options: { readonly drainMs?: number; readonly routineMsMin?: number } = {},
  ) {
    this.#room = { ...surroundings, activity: new Activity(), routineMsMin: options.routineMsMin ?? 0 }
    this.#drainMs = options.drainMs ?? drainMsDefault
  }

  handle<T>(queue: Key, handler: JobHandler<T>, options: JobOptions<T> = {}): JobRegistration {
    return this.#register(queue, new QueueWorker(this.#room, { queue, handler, options }))
  }

  every(
    name: string,
    intervalMs: number,
    run: RecurringRun,
    { isTidying = false }: RecurringOptions = {},
  ): JobRegistration {
    invariant(Number.isSafeInteger(intervalMs) && intervalMs > 0, 'An interval is a whole number above 0')
    const everyMs = isTidying ? Math.max(intervalMs, this.#room.routineMsMin) : intervalMs
    return this.#register(timerQueue(name), new RecurringTimer(this.#room, name, everyMs, run))
  }

  during<T>(work: () => Promise<T>): Promise<T> {
    return this.#room.activity.flow(work)
  }

  /** Begins with what is registered; what is registered later begins at once. */
  start(): void {
    if (this.#state !== 'new') return
    this.#state = 'running'
    for (const worker of this.#workers.values()) worker.start()
  }

  /** Takes nothing more and waits for what runs, up to the limit; the store may be closed afterwards. */
  async stop(): Promise<void> {
    this.#state = 'stopped'
    await Promise.all([...this.#workers.values()].map((worker) => worker.stop(this.#drainMs)))
  }

  /**
   * Resolves when nothing that this runner knows of is under way: no handler, no look into the store. With a virtual
   * clock: `clock.advance(60_000, () => jobs.idle())`, unless a handler itself waits for the clock.
   */
  idle(): Promise<void> {
    return this.#room.activity.idle()
  }

  /** Grows whenever work begins: the same before and after means that nothing began in between. */
  get workCount(): number {
    return this.#room.activity.begunCount
  }

  /** As {@link idle}, handlers aside. */
  quiet(): Promise<void> {
    return this.#room.activity.quiet()
  }

  #register(queue: Key, worker: Worker): JobRegistration {
    const name = nameOf(queue)
    invariant(this.#state !== 'stopped', 'Nothing is registered once the runner has stopped')
    invariant(!this.#workers.has(name), `There is a handler for ${queueText(queue)} already`)
    this.#workers.set(name, worker)
    if (this.#state === 'running') worker.start()
    return {
      stop: async () => {
        await worker.stop(this.#drainMs)
        if (this.#workers.get(name) === worker) this.#workers.delete(name)
      },
    }
  }
}

/** Equal for equal keys alone. */
function nameOf(queue: Key): string {
  return JSON.stringify(
    queue.map((part) => [typeof part, part instanceof Uint8Array ? Array.from(part) : String(part)]),
  )
}
