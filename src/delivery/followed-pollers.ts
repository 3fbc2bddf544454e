import type { BackgroundSurroundings, BackgroundWork } from '../dispatch/index.ts'
import type { Key } from '../store/index.ts'
import type { Poller, PollerSurroundings } from './types.ts'

/** What has pollers, and how they are made. */
export interface Followed<Wanted> {
  /** For the log: `Pipes`. */
  readonly what: string
  /** Records whose changes may change what is wanted. */
  readonly prefixes: readonly Key[]
  /** What is to have a poller now, by ids that are never used twice. */
  readonly wanted: () => Promise<ReadonlyMap<string, Wanted>>
  /** Equal for two that are polled in the same way: then the poller goes on. */
  readonly textOf: (wanted: Wanted) => string
  readonly start: (wanted: Wanted) => Poller
  /** How long batches of something that was changed may go on. Unit: milliseconds. */
  readonly changeDrainMs: number
}

interface Running {
  /** What it was started with. */
  readonly text: string
  readonly poller: Poller
}

/**
 * Keeps a poller for everything that is to have one, on every node, as records change. What changes gets a new poller once the old
 * one has come to its end.
 */
export class FollowedPollers<Wanted> implements BackgroundWork {
  readonly #surroundings: BackgroundSurroundings
  readonly #followed: Followed<Wanted>
  readonly #running = new Map<string, Running>()
  /** Pollers of what was changed or deleted, until they have come to their ends. */
  readonly #ending = new Map<string, Promise<void>>()
  readonly #unsubscribe: ReadonlyArray<() => void>
  #looking: Promise<void> = Promise.resolve()
  #isAsked = false
  #stopped = false

  constructor(surroundings: BackgroundSurroundings, followed: Followed<Wanted>) {
    this.#surroundings = surroundings
    this.#followed = followed
    this.#unsubscribe = followed.prefixes.map((prefix) =>
      surroundings.store.subscribe({ type: 'record', prefix }, () => this.#look()),
    )
    this.#look()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    for (const unsubscribe of this.#unsubscribe) unsubscribe()
    await this.#looking
    await Promise.all([...this.#running.values()].map(({ poller }) => poller.stop()))
  }

  #look(): void {
    if (this.#isAsked || this.#stopped) return
    this.#isAsked = true
    const { jobs, logger } = this.#surroundings
    this.#looking = this.#looking.then(() =>
      jobs.during(async () => {
        this.#isAsked = false
        if (this.#stopped) return
        await this.#follow().catch((error: unknown) =>
          logger.error(`${this.#followed.what} could not be read`, { error }),
        )
      }),
    )
  }

  async #follow(): Promise<void> {
    const { textOf, start, changeDrainMs } = this.#followed
    const wanted = await this.#followed.wanted()
    if (this.#stopped) return
    for (const [id, { poller, text }] of this.#running) {
      const now = wanted.get(id)
      if (now !== undefined && textOf(now) === text) continue
      this.#running.delete(id)
      const ended = poller.stop(changeDrainMs).finally(() => {
        this.#ending.delete(id)
        this.#look()
      })
      this.#ending.set(id, ended)
    }
    for (const [id, one] of wanted)
      if (!this.#running.has(id) && !this.#ending.has(id))
        this.#running.set(id, { text: textOf(one), poller: start(one) })
  }
}

/** What a poller is given of what a service has; `facts` go into its lines of the log. */
export function pollerSurroundings(
  { store, clock, random, logger, trail, jobs }: BackgroundSurroundings,
  facts: Readonly<Record<string, string>>,
): PollerSurroundings {
  return {
    store,
    clock,
    random,
    trail,
    logger: logger.child(facts),
    during: (work) => jobs.during(work),
  }
}
