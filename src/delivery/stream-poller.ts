/**
 * Reads all shards of a stream, each by a worker of its own, those that continue others after these. Every node has workers; of
 * each shard, the one that holds its lease works.
 */
import { backoffMs } from '../base/backoff.ts'
import type { Timer } from '../base/clock.ts'
import { sourceRetry } from './limits.ts'
import { ShardWorker, type StreamPollerParts } from './shard-worker.ts'
import { beginStream, isBegun, progressKey, type ShardProgress } from './stream-progress.ts'
import type { Poller, PollerSurroundings } from './types.ts'

/** Begins to poll; goes on until it is stopped. */
export function startStreamPoller(surroundings: PollerSurroundings, parts: StreamPollerParts): Poller {
  return new StreamPoller(surroundings, parts)
}

class StreamPoller implements Poller {
  readonly #surroundings: PollerSurroundings
  readonly #parts: StreamPollerParts
  readonly #workers = new Map<string, ShardWorker>()
  readonly #unsubscribe: () => void
  #looking: Promise<void> = Promise.resolve()
  #asked = false
  #timer: Timer | undefined
  #failureCount = 0
  #stopped = false

  constructor(surroundings: PollerSurroundings, parts: StreamPollerParts) {
    this.#surroundings = surroundings
    this.#parts = parts
    this.#unsubscribe = parts.source.onShards(() => this.#look())
    this.#look()
  }

  async stop(drainMs = 10_000): Promise<void> {
    this.#stopped = true
    this.#unsubscribe()
    this.#timer?.cancel()
    await this.#looking
    await Promise.all([...this.#workers.values()].map((worker) => worker.stop(drainMs)))
  }

  #look(): void {
    if (this.#asked || this.#stopped) return
    this.#asked = true
    this.#looking = this.#looking.then(() =>
      this.#surroundings.during(async () => {
        this.#asked = false
        if (this.#stopped) return
        try {
          await this.#follow()
          if (this.#failureCount > 0) this.#parts.sink.sourceState?.(undefined)
          this.#failureCount = 0
        } catch (error) {
          this.#retryLater(error)
        }
      }),
    )
  }

  #retryLater(error: unknown): void {
    const { clock, random, logger } = this.#surroundings
    const reason = error instanceof Error ? error.message : String(error)
    this.#failureCount++
    this.#parts.sink.sourceState?.(reason)
    // A source that is gone is asked for ever: it is said once.
    const level = this.#failureCount === 1 ? 'warn' : 'debug'
    logger[level]('The shards of a stream could not be listed; this is tried again', {
      stream: this.#parts.source.arn,
      reason,
    })
    this.#timer?.cancel()
    this.#timer = clock.setTimer(clock.now() + backoffMs(sourceRetry, this.#failureCount, random), () =>
      this.#look(),
    )
  }

  /** Gives a worker to each shard that may be read now. */
  async #follow(): Promise<void> {
    const { store } = this.#surroundings
    const { source, key } = this.#parts
    if (!(await isBegun(store, key))) await this.#begin()
    const shards = await source.shards()
    const entries = await store.getMany<ShardProgress>(shards.map(({ id }) => progressKey(key, id)))
    const unread = new Set(
      shards.filter((_, index) => entries[index]?.value.ended !== true).map(({ id }) => id),
    )
    for (const [id, worker] of this.#workers) {
      if (unread.has(id)) continue
      this.#workers.delete(id)
      void worker.stop(0)
    }
    if (this.#stopped) return
    for (const { id, parents, closed } of shards) {
      if (closed) this.#workers.get(id)?.look()
      if (!unread.has(id) || this.#workers.has(id) || parents.some((parent) => unread.has(parent))) continue
      this.#workers.set(id, new ShardWorker(this.#surroundings, this.#parts, id, () => this.#look()))
    }
  }

  async #begin(): Promise<void> {
    const { store, clock } = this.#surroundings
    const { source, key, position } = this.#parts
    const changes = await beginStream(source, key, position, clock.now())
    // Another node may have been faster: then its places count.
    const [first] = changes
    if (first?.type !== 'set') return
    await store.commit([{ type: 'check', key: first.key, version: null }, ...changes])
  }
}
