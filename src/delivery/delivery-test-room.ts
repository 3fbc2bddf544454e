/** For the tests of pollers: sources in memory, and a sink that notes what it is handed and answers what the test says. */
import { AwsError } from '../aws/aws-error.ts'
import { silentLogger } from '../base/logger.ts'
import { SeededRandom } from '../base/seeded-random.ts'
import type { VirtualClock } from '../base/virtual-clock.ts'
import { silentTrail } from '../dispatch/index.ts'
import { JobRunner } from '../jobs/index.ts'
import type { Change, Store } from '../store/index.ts'
import type {
  Batch,
  BatchOutcome,
  DiscardedBatch,
  PollerSurroundings,
  QueueMessage,
  QueueSource,
  Shard,
  StreamRecord,
  StreamSink,
  StreamSource,
} from './types.ts'

/** Surroundings over a store, and a way to wait until pollers have nothing to do. */
export function pollerRoom(store: Store, clock: VirtualClock) {
  const random = new SeededRandom(1)
  const jobs = new JobRunner({ store, clock, random, logger: silentLogger })
  const surroundings: PollerSurroundings = {
    store,
    clock,
    random,
    logger: silentLogger,
    trail: silentTrail,
    during: (work) => jobs.during(work),
  }
  const settle = async () => {
    for (let round = 0; round < 4; round++) {
      await jobs.idle()
      await store.get(['nothing'])
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
    await jobs.idle()
  }
  return { surroundings, settle, advance: (ms: number) => clock.advance(ms, settle) }
}

/** A stream in memory: shards with records, numbered in each from 1. */
export class MemoryStream implements StreamSource {
  readonly arn = 'arn:aws:kinesis:us-east-1:123456789012:stream/test'
  readonly pageRecordsMax = 1_000
  readonly #clock: VirtualClock
  readonly #shards = new Map<string, { parents: string[]; closed: boolean; records: StreamRecord[] }>()
  readonly #listeners = new Map<string, Set<() => void>>()
  /** Thrown by the next look. */
  failure: AwsError | undefined
  /** Iterators made before this number have expired. */
  iteratorsFrom = 0
  #iteratorCount = 0

  constructor(clock: VirtualClock, ...ids: string[]) {
    this.#clock = clock
    for (const id of ids) this.addShard(id)
  }

  addShard(id: string, parents: string[] = []): void {
    this.#shards.set(id, { parents, closed: false, records: [] })
    this.#tell('shards')
  }

  close(id: string): void {
    this.#shard(id).closed = true
    this.#tell(id)
  }

  put(shardId: string, ...keys: string[]): void {
    const shard = this.#shard(shardId)
    for (const key of keys) {
      const sequence = String(shard.records.length + 1).padStart(6, '0')
      const record = { key, sequence }
      shard.records.push({
        id: sequence,
        trailId: `${shardId}:${sequence}`,
        orderKey: key,
        record,
        json: JSON.stringify(record),
        arrivedAt: this.#clock.now(),
      })
    }
    this.#tell(shardId)
  }

  expireIterators(): void {
    this.iteratorsFrom = this.#iteratorCount
  }

  async retentionMs(): Promise<number> {
    return 86_400_000
  }

  async shards(): Promise<Shard[]> {
    this.#fail()
    return [...this.#shards].map(([id, { parents, closed }]) => ({ id, parents, closed }))
  }

  async iterator(shardId: string, position: Parameters<StreamSource['iterator']>[1]): Promise<string> {
    const { records } = this.#shard(shardId)
    const at = () => {
      if (position.type === 'LATEST') return records.length
      if (position.type === 'AFTER_SEQUENCE_NUMBER') return Number(position.sequence)
      if (position.type !== 'AT_TIMESTAMP') return 0
      const first = records.findIndex(({ arrivedAt }) => arrivedAt >= position.at)
      return first < 0 ? records.length : first
    }
    return `${this.#iteratorCount++}:${at()}`
  }

  async read(shardId: string, iterator: string, max: number) {
    this.#fail()
    const [number = 0, index = 0] = iterator.split(':').map(Number)
    if (number < this.iteratorsFrom)
      throw new AwsError('ExpiredIteratorException', 'The iterator has expired.')
    const { records, closed } = this.#shard(shardId)
    const page = records.slice(index, index + max)
    const next = index + page.length
    if (closed && next === records.length) return { records: page }
    return { records: page, next: `${this.#iteratorCount++}:${next}` }
  }

  onRecords(shardId: string, listener: () => void) {
    return this.#listen(shardId, listener)
  }

  onShards(listener: () => void) {
    return this.#listen('shards', listener)
  }

  #shard(id: string) {
    const shard = this.#shards.get(id)
    if (!shard) throw new AwsError('ResourceNotFoundException', `There is no shard ${id}.`)
    return shard
  }

  #fail(): void {
    const { failure } = this
    this.failure = undefined
    if (failure) throw failure
  }

  #listen(name: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners.add(listener))
    return () => listeners.delete(listener)
  }

  #tell(name: string): void {
    for (const listener of this.#listeners.get(name) ?? []) listener()
  }
}

/** What a sink was handed. */
export interface NotedBatch {
  readonly at: number
  readonly keys: string[]
  readonly batch: Batch
}

/** Notes batches, and answers what `answer` says. */
export class NotingSink implements StreamSink {
  readonly batches: NotedBatch[] = []
  readonly discarded: DiscardedBatch[] = []
  readonly states: Array<string | undefined> = []
  answer: (batch: Batch) => BatchOutcome | Promise<BatchOutcome> = () => ({ kind: 'done' })
  readonly #clock: VirtualClock

  constructor(clock: VirtualClock) {
    this.#clock = clock
  }

  async take(batch: Batch): Promise<BatchOutcome> {
    const keys = batch.records.map(({ record }) => String(record.key))
    this.batches.push({ at: this.#clock.now(), keys, batch })
    return await this.answer(batch)
  }

  async discard(discarded: DiscardedBatch): Promise<Change[]> {
    this.discarded.push(discarded)
    return [{ type: 'set', key: ['discarded', this.discarded.length], value: true }]
  }

  sourceState(reason: string | undefined): void {
    this.states.push(reason)
  }

  /** All keys in the order in which they were handed over. */
  get keys(): string[] {
    return this.batches.flatMap(({ keys }) => keys)
  }
}

/** A queue in memory whose messages stay hidden for 30 seconds. */
export class MemoryQueue implements QueueSource {
  readonly arn = 'arn:aws:sqs:us-east-1:123456789012:test'
  readonly #clock: VirtualClock
  readonly #messages: Array<{ message: QueueMessage; hiddenUntil: number }> = []
  readonly #waiting = new Set<() => void>()
  #count = 0
  failure: AwsError | undefined

  constructor(clock: VirtualClock) {
    this.#clock = clock
  }

  send(...keys: string[]): void {
    for (const key of keys) {
      const id = `m${++this.#count}`
      const record = { key }
      const message = { id, trailId: id, receiptHandle: id, record, json: JSON.stringify(record) }
      this.#messages.push({ message: { ...message, arrivedAt: this.#clock.now() }, hiddenUntil: 0 })
    }
    for (const wake of this.#waiting) wake()
  }

  get size(): number {
    return this.#messages.length
  }

  async receive(max: number, waitSeconds: number, signal: AbortSignal): Promise<QueueMessage[]> {
    const { failure } = this
    this.failure = undefined
    if (failure) throw failure
    const until = this.#clock.now() + waitSeconds * 1000
    for (;;) {
      const now = this.#clock.now()
      const due = this.#messages.filter(({ hiddenUntil }) => hiddenUntil <= now).slice(0, max)
      for (const held of due) held.hiddenUntil = now + 30_000
      if (due.length > 0 || now >= until || signal.aborted) return due.map(({ message }) => message)
      await this.#change(until, signal)
    }
  }

  async remove(messages: readonly QueueMessage[]): Promise<void> {
    for (const { id } of messages) {
      const index = this.#messages.findIndex(({ message }) => message.id === id)
      if (index >= 0) this.#messages.splice(index, 1)
    }
  }

  async release(messages: readonly QueueMessage[]): Promise<void> {
    for (const held of this.#messages)
      if (messages.some(({ id }) => id === held.message.id)) held.hiddenUntil = 0
  }

  async visibilityMs(): Promise<number> {
    return 30_000
  }

  async #change(until: number, signal: AbortSignal): Promise<void> {
    const now = this.#clock.now()
    const hidden = this.#messages.map(({ hiddenUntil }) => hiddenUntil).filter((at) => at > now)
    await new Promise<void>((resolve) => {
      const wake = () => {
        timer.cancel()
        this.#waiting.delete(wake)
        resolve()
      }
      const timer = this.#clock.setTimer(Math.min(until, ...hidden), wake)
      this.#waiting.add(wake)
      signal.addEventListener('abort', wake, { once: true })
    })
  }
}
