/**
 * Keeps a poller for each pipe that runs, on every node, as pipes change. A pipe that changes gets a new poller once the old one
 * has come to its end.
 */
import {
  type Poller,
  type PollerSurroundings,
  recordFilter,
  sqsSource,
  startQueuePoller,
  startStreamPoller,
} from '../../delivery/index.ts'
import type { BackgroundSurroundings, BackgroundWork } from '../../dispatch/index.ts'
import { compileEventPattern } from '../../engines/event-pattern/index.ts'
import type { Key } from '../../store/index.ts'
import type { Pipe } from './domain/pipe.ts'
import { sourceSettings } from './domain/pipe-rules.ts'
import { batchBytes, changeDrainMs, envelopeBytes } from './limits.ts'
import { PipeSink } from './pipe-sink.ts'
import { pipes, progressKey } from './records.ts'
import { sourceSurroundings, startingPosition, streamOf } from './sources.ts'

interface Running {
  /** What it was started with: another means another poller. */
  readonly text: string
  readonly poller: Poller
}

export class PipePollers implements BackgroundWork {
  readonly #surroundings: BackgroundSurroundings
  readonly #running = new Map<string, Running>()
  /** Pollers of pipes that were changed, until they have come to their ends. */
  readonly #ending = new Map<string, Promise<void>>()
  readonly #unsubscribe: () => void
  #looking: Promise<void> = Promise.resolve()
  #isAsked = false
  #stopped = false

  constructor(surroundings: BackgroundSurroundings) {
    this.#surroundings = surroundings
    const topic = { type: 'record', prefix: pipes.storeKey([]) } as const
    this.#unsubscribe = surroundings.store.subscribe(topic, () => this.#look())
    this.#look()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#unsubscribe()
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
        await this.#follow().catch((error: unknown) => logger.error('Pipes could not be read', { error }))
      }),
    )
  }

  async #follow(): Promise<void> {
    const wanted = new Map<string, Pipe>()
    for (const pipe of await this.#wanted()) wanted.set(pipe.id, pipe)
    if (this.#stopped) return
    for (const [id, { poller, text }] of this.#running) {
      const pipe = wanted.get(id)
      if (pipe && textOf(pipe) === text) continue
      this.#running.delete(id)
      const ended = poller.stop(changeDrainMs).finally(() => {
        this.#ending.delete(id)
        this.#look()
      })
      this.#ending.set(id, ended)
    }
    for (const [id, pipe] of wanted)
      if (!this.#running.has(id) && !this.#ending.has(id))
        this.#running.set(id, { text: textOf(pipe), poller: this.#start(pipe) })
  }

  async #wanted(): Promise<Pipe[]> {
    const found: Pipe[] = []
    let after: Key | undefined
    do {
      const page = await pipes.list(this.#surroundings.store, after === undefined ? {} : { after })
      found.push(...page.items.map(({ value }) => value).filter(({ state }) => state === 'RUNNING'))
      after = page.next
    } while (after !== undefined)
    return found
  }

  #start(pipe: Pipe): Poller {
    const { store, clock, random, logger, trail, jobs } = this.#surroundings
    const surroundings: PollerSurroundings = {
      store,
      clock,
      random,
      trail,
      logger: logger.child({ pipe: pipe.name }),
      during: (work) => jobs.during(work),
    }
    const settings = sourceSettings(pipe.sourceKind, pipe.sourceParameters)
    const compile = (pattern: string) => {
      const compiled = compileEventPattern(pattern)
      return (value: Parameters<typeof compiled.matches>[0]) => compiled.matches(value)
    }
    const shared = {
      key: progressKey(pipe.id),
      target: pipe.target,
      sink: new PipeSink(this.#surroundings, pipe),
    }
    const batches = {
      batchSize: settings.batchSize,
      windowMs: settings.windowSeconds * 1000,
      bytesMax: batchBytes - envelopeBytes,
      ...(settings.filters === undefined
        ? {}
        : { wants: recordFilter(pipe.sourceKind, settings.filters, compile) }),
    }
    if (pipe.sourceKind === 'sqs') {
      const source = sqsSource(sourceSurroundings(pipe, this.#surroundings), pipe.source)
      return startQueuePoller(surroundings, { ...shared, source, settings: batches })
    }
    const { parallelization, bisect, retryAttempts, recordAgeMs } = settings
    return startStreamPoller(surroundings, {
      ...shared,
      source: streamOf(pipe, this.#surroundings),
      position: startingPosition(settings),
      settings: {
        ...batches,
        parallelization,
        bisect,
        tumblingMs: 0,
        ...(retryAttempts === undefined ? {} : { retryAttempts }),
        ...(recordAgeMs === undefined ? {} : { recordAgeMs }),
      },
    })
  }
}

/** Equal for pipes that run in the same way. */
function textOf({ tags: _tags, description: _description, modifiedAt: _at, ...pipe }: Pipe): string {
  return JSON.stringify(pipe)
}
