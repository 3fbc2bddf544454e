import type { Logger } from '../base/logger.ts'
import type { BackgroundSurroundings, BackgroundWork, LoadedService } from '../dispatch/index.ts'

/** The services' work that goes on by itself, from loading to stopping. */
export class Background {
  readonly #logger: Logger
  readonly #work: BackgroundWork[] = []
  readonly #pending = new Set<Promise<unknown>>()
  #stopped = false

  constructor(logger: Logger) {
    this.#logger = logger
  }

  /** Begins a service's work, when it has any. */
  async begin(service: LoadedService, surroundings: BackgroundSurroundings): Promise<void> {
    const start = service.definition?.start
    if (!start || this.#stopped) return
    const work = await start(surroundings)
    if (work === undefined) return
    if (this.#stopped) await work.stop()
    else this.#work.push(work)
  }

  /** Lets something go on that nobody waits for; a failure is logged. */
  track(promise: Promise<unknown>): void {
    this.#pending.add(promise)
    promise
      .catch((error: unknown) => this.#logger.error('A service could not be started', { error }))
      .finally(() => this.#pending.delete(promise))
  }

  /** Waits until all that is tracked has come to its end. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.allSettled(this.#pending)
  }

  /** Ends all of it, and waits for what was under way. */
  async stop(): Promise<void> {
    this.#stopped = true
    await Promise.allSettled(this.#pending)
    await Promise.all(this.#work.map((work) => work.stop()))
  }
}
