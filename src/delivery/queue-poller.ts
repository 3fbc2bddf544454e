/**
 * Reads a queue and hands its messages to a sink. One look waits for messages; while the queue gives what is asked for, more look
 * beside it, and batches are received while others are with the sink. Messages that the sink took are deleted; all others come
 * back when their visibility timeout is over, as on AWS.
 *
 * Every node polls: the queue itself sees to it that nobody gets what another has, and messages of a node that dies come back.
 * Only a queue with a bound of concurrency is read by one node at a time.
 */
import { backoffMs } from '../base/backoff.ts'
import type { Timer } from '../base/clock.ts'
import { ConcurrencyScale } from './batching/concurrency-scale.ts'
import { batchLength } from './batching/take-batch.ts'
import { Leadership } from './leadership.ts'
import {
  longPollSeconds,
  queueCallMessages,
  queuePrefetch,
  queueReceiversMax,
  refusedRetry,
  scalingStep,
  sourceRetry,
} from './limits.ts'
import type {
  BatchOutcome,
  Poller,
  PollerIdentity,
  PollerSurroundings,
  QueueMessage,
  QueueSettings,
  QueueSource,
  Sink,
} from './types.ts'

/** A batch in hand. */
interface HeldBatch {
  readonly messages: readonly QueueMessage[]
  readonly receivedAt: number
}

/** What a queue's poller is made of. */
export interface QueuePollerParts extends PollerIdentity {
  readonly source: QueueSource
  readonly settings: QueueSettings
  readonly sink: Sink<QueueMessage>
}

/** Begins to poll; goes on until it is stopped. */
export function startQueuePoller(surroundings: PollerSurroundings, parts: QueuePollerParts): Poller {
  return new QueuePoller(surroundings, parts)
}

class QueuePoller implements Poller {
  readonly #surroundings: PollerSurroundings
  readonly #parts: QueuePollerParts
  readonly #scale: ConcurrencyScale
  readonly #leadership: Leadership | undefined
  readonly #stopping = new AbortController()
  readonly #aborting = new AbortController()
  /** Batches that wait for their turn with the sink. */
  readonly #waiting: HeldBatch[] = []
  /** With a batching window: what has been received and is no batch yet. */
  #gathered: QueueMessage[] = []
  #gatheredAt = 0
  #windowTimer: Timer | undefined
  /** Batches that were refused, and when they are handed over again. */
  readonly #refused = new Map<HeldBatch, Timer>()
  readonly #removing = new Set<Promise<void>>()
  #receiverCount = 0
  #runningCount = 0
  #isFull = false
  #failureCount = 0
  #retryTimer: Timer | undefined
  #scalingTimer: Timer | undefined
  #visibility: Promise<number> | undefined
  #ended: (() => void) | undefined

  constructor(surroundings: PollerSurroundings, parts: QueuePollerParts) {
    this.#surroundings = surroundings
    this.#parts = parts
    const { maximumConcurrency, initialConcurrency } = parts.settings
    this.#scale = new ConcurrencyScale({
      ...(maximumConcurrency === undefined ? {} : { maximum: maximumConcurrency }),
      ...(initialConcurrency === undefined ? {} : { initial: initialConcurrency }),
    })
    if (maximumConcurrency !== undefined)
      this.#leadership = new Leadership(surroundings, [...parts.key, 'lease'], () => this.#look())
    this.#look()
  }

  async stop(drainMs = 10_000): Promise<void> {
    this.#stopping.abort()
    this.#retryTimer?.cancel()
    this.#scalingTimer?.cancel()
    this.#windowTimer?.cancel()
    const unbegun = [
      ...this.#waiting.splice(0).flatMap(({ messages }) => messages),
      ...this.#gathered.splice(0),
    ]
    for (const [{ messages }, timer] of this.#refused) {
      timer.cancel()
      unbegun.push(...messages)
      this.#runningCount--
    }
    this.#refused.clear()
    await this.#parts.source.release(unbegun).catch(() => {})
    if (this.#runningCount > 0) {
      const { clock } = this.#surroundings
      const ended = new Promise<void>((resolve) => {
        this.#ended = resolve
      })
      const limit = clock.setTimer(clock.now() + drainMs, () => this.#aborting.abort())
      await ended
      limit.cancel()
    }
    await Promise.all(this.#removing)
    await this.#leadership?.stop()
  }

  /** Begins as many looks into the queue as make sense now. */
  #look(): void {
    if (this.#stopping.signal.aborted || this.#retryTimer || this.#leadership?.leads === false) return
    const inHand = this.#runningCount + this.#waiting.length
    const room =
      this.#scale.allowed + Math.min(queuePrefetch, this.#scale.allowed) - inHand - this.#receiverCount
    const wanted = (this.#isFull ? queueReceiversMax : 1) - this.#receiverCount
    for (let begun = 0; begun < Math.min(room, wanted); begun++) void this.#receive()
    this.#watchSaturation()
  }

  async #receive(): Promise<void> {
    const { source, settings } = this.#parts
    const max = settings.windowMs > 0 ? queueCallMessages : Math.min(queueCallMessages, settings.batchSize)
    // Those beside the first only look whether there is more.
    const waitSeconds = this.#receiverCount === 0 ? longPollSeconds : 0
    this.#receiverCount++
    try {
      const messages = await source.receive(max, waitSeconds, this.#stopping.signal)
      this.#receiverCount--
      if (this.#failureCount > 0) this.#parts.sink.sourceState?.(undefined)
      this.#failureCount = 0
      this.#isFull = messages.length >= max
      if (messages.length > 0) void this.#surroundings.during(() => this.#got(messages))
      else if (this.#runningCount === 0) this.#scale.drained()
      this.#look()
    } catch (error) {
      this.#receiverCount--
      this.#isFull = false
      if (!this.#stopping.signal.aborted) this.#retryLater(error)
    }
  }

  #retryLater(error: unknown): void {
    const { clock, random, logger } = this.#surroundings
    const reason = error instanceof Error ? error.message : String(error)
    this.#failureCount++
    this.#parts.sink.sourceState?.(reason)
    // A source that is gone is asked for ever: it is said once.
    const level = this.#failureCount === 1 ? 'warn' : 'debug'
    logger[level]('A queue could not be read; this is tried again', { queue: this.#parts.source.arn, reason })
    this.#retryTimer?.cancel()
    this.#retryTimer = clock.setTimer(
      clock.now() + backoffMs(sourceRetry, this.#failureCount, random),
      () => {
        this.#retryTimer = undefined
        this.#look()
      },
    )
  }

  async #got(messages: readonly QueueMessage[]): Promise<void> {
    const { source, settings, sink, target } = this.#parts
    const { wants = () => true } = settings
    const wanted = messages.filter(wants)
    sink.count?.('polled', messages.length)
    sink.count?.('filtered', messages.length - wanted.length)
    if (wanted.length < messages.length) {
      const { trail } = this.#surroundings
      const unwanted = messages.filter((message) => !wanted.includes(message))
      for (const { trailId } of unwanted)
        trail.tell({ stage: 'filtered', event: trailId, source: source.arn, target })
      // Source: Lambda Developer Guide, event filtering with SQS: what is filtered out is deleted.
      void this.#remove(unwanted)
    }
    if (wanted.length === 0) return
    if (this.#stopping.signal.aborted) {
      await source.release(wanted).catch(() => {})
      return
    }
    this.#gather(wanted)
  }

  #gather(messages: readonly QueueMessage[]): void {
    const { clock } = this.#surroundings
    const { batchSize, bytesMax, windowMs } = this.#parts.settings
    const now = clock.now()
    if (this.#gathered.length === 0) this.#gatheredAt = now
    this.#gathered.push(...messages)
    for (;;) {
      const { length, full } = batchLength(this.#gathered, batchSize, bytesMax)
      const isDue = windowMs === 0 || now - this.#gatheredAt >= windowMs
      if (length === 0 || (!full && !isDue)) break
      this.#waiting.push({ messages: this.#gathered.splice(0, length), receivedAt: now })
      this.#gatheredAt = now
    }
    this.#windowTimer?.cancel()
    if (this.#gathered.length > 0)
      this.#windowTimer = clock.setTimer(this.#gatheredAt + windowMs, () => this.#gather([]))
    this.#pump()
  }

  /** Hands on what waits, as far as there is room. */
  #pump(): void {
    while (this.#runningCount < this.#scale.allowed) {
      const batch = this.#waiting.shift()
      if (!batch) break
      this.#runningCount++
      this.#run(batch, 1)
    }
  }

  #run(batch: HeldBatch, handed: number): void {
    void this.#surroundings.during(async () => {
      const { clock, random, logger } = this.#surroundings
      const { sink, source } = this.#parts
      const began = clock.now()
      const outcome = await sink
        .take({ records: batch.messages, attempt: 1 }, this.#aborting.signal)
        .catch((error: unknown): BatchOutcome => {
          logger.error('A batch could not be handed on', { queue: source.arn, error })
          return { kind: 'failed', reason: 'defect' }
        })
      if (outcome.kind === 'refused') {
        this.#scale.failed()
        const waitMs = backoffMs(refusedRetry, handed, random)
        const hiddenUntil = batch.receivedAt + (await this.#visibilityMs())
        if (clock.now() + waitMs < hiddenUntil && !this.#stopping.signal.aborted) {
          const timer = clock.setTimer(clock.now() + waitMs, () => {
            this.#refused.delete(batch)
            this.#run(batch, handed + 1)
          })
          this.#refused.set(batch, timer)
          return
        }
      } else if (outcome.kind === 'failed') this.#scale.failed()
      else {
        this.#scale.succeeded(clock.now() - began)
        const { failed } = outcome
        const done =
          failed === undefined ? batch.messages : batch.messages.filter(({ id }) => !failed.has(id))
        void this.#remove(done)
      }
      this.#done()
    })
  }

  #done(): void {
    this.#runningCount--
    this.#pump()
    this.#look()
    if (this.#runningCount === 0) this.#ended?.()
  }

  #remove(messages: readonly QueueMessage[]): Promise<void> {
    if (messages.length === 0) return Promise.resolve()
    const { during, logger } = this.#surroundings
    const removed = during(async () => {
      const { source, sink } = this.#parts
      for (let attempt = 1; attempt <= removalAttempts; attempt++) {
        try {
          await source.remove(messages)
          sink.count?.('deleted', messages.length)
          return
        } catch (error) {
          // What is not deleted comes again: at least once.
          const reason = error instanceof Error ? error.message : String(error)
          logger.warn('Messages could not be deleted', { queue: source.arn, reason, attempt })
        }
      }
    }).finally(() => this.#removing.delete(removed))
    this.#removing.add(removed)
    return removed
  }

  /** Asked once, when a batch was refused: until then nobody needs to know. */
  #visibilityMs(): Promise<number> {
    this.#visibility ??= this.#parts.source.visibilityMs().catch(() => 0)
    return this.#visibility
  }

  #watchSaturation(): void {
    const isSaturated =
      this.#runningCount >= this.#scale.allowed && (this.#isFull || this.#waiting.length > 0)
    if (!isSaturated) {
      this.#scalingTimer?.cancel()
      this.#scalingTimer = undefined
      return
    }
    if (this.#scalingTimer) return
    const { clock } = this.#surroundings
    this.#scalingTimer = clock.setTimer(clock.now() + scalingStep.everyMs, () => {
      this.#scalingTimer = undefined
      this.#scale.saturated()
      this.#pump()
      this.#look()
    })
  }
}

/** Ours: then the visibility timeout brings them back. */
const removalAttempts = 3
