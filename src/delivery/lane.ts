/**
 * A part of a shard whose batches come one after the other: all of it, or with a parallelization factor those records whose order
 * keys fall into it. A lane gathers records, hands them on in batches or windows, and repeats what failed before it goes on.
 */
import { backoffMs } from '../base/backoff.ts'
import type { Timer } from '../base/clock.ts'
import type { Change } from '../store/index.ts'
import { type Segment, settleBatch } from './batching/settle-batch.ts'
import { batchLength } from './batching/take-batch.ts'
import { batchWindow, type OpenWindow, windowStep, withState } from './batching/tumbling.ts'
import { batchRetry, refusedRetry } from './limits.ts'
import type { KeptTry } from './stream-progress.ts'
import type { BatchOutcome, PollerSurroundings, StreamRecord, StreamSettings, StreamSink } from './types.ts'

/** What a lane needs of its shard. */
export interface LaneHost {
  readonly surroundings: PollerSurroundings
  readonly settings: StreamSettings
  readonly sink: StreamSink
  readonly shardId: string
  /** Older records are given up. Unit: milliseconds. */
  readonly recordAgeMs: number
  readonly signal: AbortSignal
  /** Nothing more will come: open windows end. */
  readonly isClosed: () => boolean
  /** Notes records as done with. With `changes` they are durable, together with these, when it answers. */
  finish(records: readonly StreamRecord[], changes?: readonly Change[]): Promise<void>
  /** A try failed that counts: what is kept of the lane's tries has changed. */
  failedTry(): void
  /** A batch goes to the sink. */
  began(): void
  /** A step ended: there may be room for more, or nothing left. */
  moved(): void
  /** What should not have happened: the lane's state is worth nothing any more. */
  failed(error: unknown): void
}

export class Lane {
  readonly #host: LaneHost
  #records: StreamRecord[] = []
  /** When the first of {@link #records} came. */
  #gatheredAt = 0
  /** What has been tried and is to be tried again, before anything else. */
  #segments: Segment[] = []
  /** Batches that failed before this lane was made: their records come again, and their tries count on. */
  #kept: readonly KeptTry[]
  #window: OpenWindow | undefined
  #isBusy = false
  /** Something failed: nothing is tried before a timer has run. */
  #isResting = false
  #failuresInRow = 0
  /** How the last try failed, when it did. */
  #failure: BatchOutcome['kind'] | undefined
  /** Tries of the window's final batch that failed. */
  #finalTries = 0
  #timer: Timer | undefined
  #wakesAt: number | undefined
  #isDropped = false
  #isStopped = false
  #busy: Promise<void> = Promise.resolve()

  constructor(host: LaneHost, window: OpenWindow | undefined, kept: readonly KeptTry[] = []) {
    this.#host = host
    this.#window = window
    this.#kept = kept
  }

  /** What failed and will be tried again, for whoever goes on after this node. */
  get tries(): readonly KeptTry[] {
    const own = this.#segments.flatMap(({ records: [first, ...rest], failedTries }) =>
      first && failedTries > 0 ? [{ first: first.id, count: rest.length + 1, failedTries }] : [],
    )
    return [...own, ...this.#kept]
  }

  /** The tumbling window that is open. */
  get window(): OpenWindow | undefined {
    return this.#window
  }

  /** Whether nothing is here, nothing under way and no window open. */
  get isIdle(): boolean {
    return (
      !this.#isBusy && this.#records.length === 0 && this.#segments.length === 0 && this.#window === undefined
    )
  }

  /** A batch is with the sink. */
  get isBusy(): boolean {
    return this.#isBusy
  }

  /** When it goes on by itself; undefined: when something comes. Unit: milliseconds since the epoch. */
  get wakesAt(): number | undefined {
    return this.#wakesAt
  }

  push(records: readonly StreamRecord[]): void {
    if (this.#records.length === 0) this.#gatheredAt = this.#host.surroundings.clock.now()
    for (const record of records) this.#records.push(record)
  }

  /** Nothing of it counts any more. */
  drop(): void {
    this.#isDropped = true
    this.#timer?.cancel()
  }

  /** Begins nothing more; resolves when no batch is with the sink. */
  stop(): Promise<void> {
    this.#isStopped = true
    this.#timer?.cancel()
    return this.#busy
  }

  /** Hands on what can be handed on now. */
  pump(): void {
    if (this.#isBusy || this.#isDropped || this.#isResting || this.#isStopped) return
    this.#timer?.cancel()
    this.#wakesAt = undefined
    const step = this.#next()
    if (step === undefined) return
    this.#isBusy = true
    this.#host.began()
    this.#failure = undefined
    this.#busy = this.#host.surroundings
      .during(step)
      .catch((error: unknown) => this.#host.failed(error))
      .then(() => {
        this.#isBusy = false
        if (this.#failure !== undefined) this.#rest(this.#failure)
        else this.#failuresInRow = 0
        this.pump()
        this.#host.moved()
      })
  }

  #next(): (() => Promise<void>) | undefined {
    const [segment] = this.#segments
    if (segment) return () => this.#tryRecords(segment, this.#window)
    return this.#host.settings.tumblingMs > 0 ? this.#nextOfWindow() : this.#nextBatch()
  }

  #nextBatch(): (() => Promise<void>) | undefined {
    const { batchSize, bytesMax, windowMs } = this.#host.settings
    const again = this.#takeAgain()
    if (typeof again === 'function') return again
    const { length, full } = batchLength(this.#records.slice(0, again), batchSize, bytesMax)
    if (length === 0) return undefined
    const due = this.#gatheredAt + windowMs
    if (!full && windowMs > 0 && !this.#host.isClosed() && this.#host.surroundings.clock.now() < due) {
      this.#pumpAt(due)
      return undefined
    }
    return this.#take(length)
  }

  #nextOfWindow(): (() => Promise<void>) | undefined {
    const { tumblingMs, batchSize, bytesMax, windowMs } = this.#host.settings
    const now = this.#host.isClosed() ? Number.POSITIVE_INFINITY : this.#host.surroundings.clock.now()
    const step = windowStep(this.#window, this.#records, tumblingMs, now)
    if (step.kind === 'wait') {
      if (step.until !== undefined) this.#pumpAt(step.until)
      return undefined
    }
    if (step.kind === 'final') return () => this.#tryFinal(step.window)
    const { window, length: inWindow } = step
    const again = this.#takeAgain()
    if (typeof again === 'function') {
      this.#window = window
      return again
    }
    const upTo = Math.min(inWindow, again ?? inWindow)
    const { length, full } = batchLength(this.#records.slice(0, upTo), batchSize, bytesMax)
    const due = Math.min(this.#gatheredAt + windowMs, window.start + tumblingMs)
    const isLast = inWindow < this.#records.length
    if (!full && !isLast && windowMs > 0 && now < due) {
      this.#pumpAt(due)
      return undefined
    }
    this.#window = window
    return this.#take(length)
  }

  /** The next batch when it is one that failed before; else how many records come before such a one, if there is any. */
  #takeAgain(): (() => Promise<void>) | number | undefined {
    for (const kept of this.#kept) {
      const index = this.#records.findIndex(({ id }) => id === kept.first)
      if (index > 0) return index
      if (index < 0) continue
      this.#kept = this.#kept.filter((other) => other !== kept)
      return this.#take(Math.min(kept.count, this.#records.length), kept.failedTries)
    }
    return undefined
  }

  #take(length: number, failedTries = 0): () => Promise<void> {
    const records = this.#records.slice(0, length)
    this.#records = this.#records.slice(length)
    this.#gatheredAt = this.#host.surroundings.clock.now()
    const segment = { records, failedTries }
    this.#segments = [segment]
    return () => this.#tryRecords(segment, this.#window)
  }

  async #tryRecords(segment: Segment, window: OpenWindow | undefined): Promise<void> {
    const { sink, settings, shardId, signal } = this.#host
    const kept = await this.#withoutExpired(segment)
    if (!kept) return
    const outcome = await sink.take(
      {
        records: kept.records,
        shardId,
        attempt: kept.failedTries + 1,
        ...(window === undefined ? {} : { window: batchWindow(window, settings.tumblingMs, false) }),
      },
      signal,
    )
    if (this.#isDropped) return
    const settled = settleBatch(kept, outcome, settings)
    // What is given up is no longer waited for.
    if (settled.rest.length > 0 && settled.done.length === 0) this.#failure = outcome.kind
    this.#segments = [...settled.rest, ...this.#segments.slice(1)]
    if (window !== undefined && outcome.kind === 'done' && outcome.state !== undefined)
      this.#window = withState(window, outcome.state)
    if (settled.discarded)
      await this.#discard(settled.discarded, 'RetryAttemptsExhausted', outcome, settled.done)
    else if (settled.done.length > 0) await this.#host.finish(settled.done)
    else if (outcome.kind !== 'refused' && settings.retryAttempts !== undefined) this.#host.failedTry()
  }

  /** What of a segment is not too old; undefined when nothing is left. */
  async #withoutExpired(segment: Segment): Promise<Segment | undefined> {
    const { surroundings, recordAgeMs } = this.#host
    const oldest = surroundings.clock.now() - recordAgeMs
    const young = segment.records.findIndex(({ arrivedAt }) => arrivedAt >= oldest)
    if (young === 0) return segment
    const count = young < 0 ? segment.records.length : young
    const kept = { ...segment, records: segment.records.slice(count) }
    this.#segments = [...(kept.records.length > 0 ? [kept] : []), ...this.#segments.slice(1)]
    await this.#discard(
      { ...segment, records: segment.records.slice(0, count) },
      'RecordAgeExceeded',
      undefined,
      [],
    )
    return kept.records.length > 0 && !this.#isDropped ? kept : undefined
  }

  async #discard(
    { records, failedTries }: Segment,
    condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded',
    outcome: BatchOutcome | undefined,
    done: readonly StreamRecord[],
  ): Promise<void> {
    const { sink, shardId } = this.#host
    const changes = await sink.discard({
      records,
      shardId,
      condition,
      attempts: failedTries,
      ...(outcome === undefined ? {} : { outcome }),
    })
    await this.#host.finish([...done, ...records], changes)
  }

  async #tryFinal(window: OpenWindow): Promise<void> {
    const { sink, settings, shardId, signal } = this.#host
    const outcome = await sink.take(
      {
        records: [],
        shardId,
        attempt: this.#finalTries + 1,
        window: batchWindow(window, settings.tumblingMs, true),
      },
      signal,
    )
    if (this.#isDropped) return
    if (outcome.kind === 'failed') this.#finalTries++
    const { retryAttempts } = settings
    const isGivenUp =
      outcome.kind === 'failed' && retryAttempts !== undefined && this.#finalTries > retryAttempts
    if (outcome.kind === 'done' || isGivenUp) {
      this.#finalTries = 0
      this.#window = undefined
      const changes = isGivenUp
        ? await sink.discard({
            records: [],
            shardId,
            condition: 'RetryAttemptsExhausted',
            attempts: 1,
            outcome,
          })
        : []
      await this.#host.finish([], changes)
    } else this.#failure = outcome.kind
  }

  #rest(kind: BatchOutcome['kind']): void {
    const { clock, random } = this.#host.surroundings
    if (this.#isDropped || this.#isStopped) return
    this.#failuresInRow++
    this.#isResting = true
    const waitMs = backoffMs(kind === 'refused' ? refusedRetry : batchRetry, this.#failuresInRow, random)
    this.#wakeAt(clock.now() + waitMs, () => {
      this.#isResting = false
    })
  }

  #pumpAt(at: number): void {
    this.#wakeAt(at, () => {})
  }

  #wakeAt(at: number, before: () => void): void {
    this.#timer?.cancel()
    this.#wakesAt = at
    this.#timer = this.#host.surroundings.clock.setTimer(at, () => {
      before()
      this.pump()
    })
  }
}
