/**
 * Reads one shard from its checkpoint on and moves the checkpoint behind what is done with. It works while it holds the shard's
 * lease; every step of the checkpoint is fenced with it and checked against the one before, so that of two nodes that both
 * believe they have the shard only one moves it. Whoever finds out that another was there begins anew from what is kept: records
 * may come twice, and none is passed over.
 *
 *     woken (log, timer, start) -> lease, progress -> read ahead -> lanes -> sink -> checkpoint
 */
import { AwsError } from '../aws/aws-error.ts'
import { backoffMs } from '../base/backoff.ts'
import type { Timer } from '../base/clock.ts'
import type { Change, Lease } from '../store/index.ts'
import type { OpenWindow } from './batching/tumbling.ts'
import { Watermark } from './batching/watermark.ts'
import { HeldLease } from './held-lease.ts'
import { Lane } from './lane.ts'
import { leaseMs, shardAhead, sourceRetry } from './limits.ts'
import { ShardReader } from './shard-reader.ts'
import { type KeptTry, progressKey, type ShardProgress, type StartingPosition } from './stream-progress.ts'
import type {
  PollerIdentity,
  PollerSurroundings,
  StreamRecord,
  StreamSettings,
  StreamSink,
  StreamSource,
} from './types.ts'

/** What a stream's poller is made of. */
export interface StreamPollerParts extends PollerIdentity {
  readonly source: StreamSource
  readonly settings: StreamSettings
  readonly sink: StreamSink
  /** Where to begin, when `beginStream` was not committed before. */
  readonly position: StartingPosition
}

/** What is known of a shard since its progress was loaded. */
interface Generation {
  readonly lanes: readonly Lane[]
  readonly watermark: Watermark
  readonly reader: ShardReader
  progress: ShardProgress
  /** Of the record of the progress; null: there is none. */
  version: number | null
  leaseToken: number
  /** Characters of records that are not done with, as JSON. */
  openSize: number
}

export class ShardWorker {
  readonly #surroundings: PollerSurroundings
  readonly #parts: StreamPollerParts
  readonly #shardId: string
  readonly #onEnd: () => void
  readonly #held: HeldLease
  readonly #unsubscribe: () => void
  readonly #aborting = new AbortController()
  #now: Generation | undefined
  #isWorking = false
  #isAsked = false
  #isFull = false
  #working: Promise<void> = Promise.resolve()
  #saving: Promise<void> = Promise.resolve()
  #isSaveAsked = false
  #timer: Timer | undefined
  #failureCount = 0
  #stopped = false

  /** `onEnd`: the shard was closed and all of it is done with; shards that continue it may be read. */
  constructor(
    surroundings: PollerSurroundings,
    parts: StreamPollerParts,
    shardId: string,
    onEnd: () => void,
  ) {
    this.#surroundings = surroundings
    this.#parts = parts
    this.#shardId = shardId
    this.#onEnd = onEnd
    this.#held = new HeldLease(surroundings, ['delivery.shard-lease', ...parts.key, shardId])
    this.#unsubscribe = parts.source.onRecords(shardId, () => this.#wake())
    this.#wake()
  }

  /** Looks into the shard: something was heard of it that its log does not tell, such as its being closed. */
  look(): void {
    this.#wake()
  }

  async stop(drainMs: number): Promise<void> {
    this.#stopped = true
    this.#unsubscribe()
    this.#timer?.cancel()
    const { clock } = this.#surroundings
    await this.#working
    const limit = clock.setTimer(clock.now() + drainMs, () => this.#aborting.abort())
    if (drainMs === 0) this.#aborting.abort()
    await Promise.all((this.#now?.lanes ?? []).map((lane) => lane.stop()))
    limit.cancel()
    await this.#saving
    await this.#held.release().catch(() => {})
  }

  #wake(): void {
    if (this.#stopped) return
    this.#isAsked = true
    if (this.#isWorking) return
    this.#isWorking = true
    this.#working = this.#surroundings.during(() => this.#work())
  }

  #wakeAt(at: number): void {
    this.#timer?.cancel()
    if (!this.#stopped) this.#timer = this.#surroundings.clock.setTimer(at, () => this.#wake())
  }

  async #work(): Promise<void> {
    try {
      while (this.#isAsked && !this.#stopped) {
        this.#isAsked = false
        const lease = await this.#held.ensure()
        if (!lease) {
          // Somebody else has it, and may die.
          this.#drop()
          this.#wakeAt(this.#surroundings.clock.now() + leaseMs / 2)
          break
        }
        this.#held.keep()
        const now = await this.#generation(lease)
        if (now.progress.ended) {
          this.#end()
          break
        }
        await this.#readAhead(now)
      }
      if (this.#failureCount > 0) this.#parts.sink.sourceState?.(undefined)
      this.#failureCount = 0
    } catch (error) {
      this.#retryLater(error)
    } finally {
      this.#isWorking = false
      this.#rest()
      if (this.#isAsked && this.#failureCount === 0) this.#wake()
    }
  }

  /** What is known of the shard; loaded anew when another node may have been there. */
  async #generation(lease: Lease): Promise<Generation> {
    const known = this.#now
    if (known?.leaseToken === lease.token) return known
    await this.#saving
    const entry = await this.#surroundings.store.get<ShardProgress>(
      progressKey(this.#parts.key, this.#shardId),
    )
    const version = entry?.version ?? null
    if (known && known.version === version) {
      known.leaseToken = lease.token
      return known
    }
    this.#drop()
    const progress = entry?.value ?? {}
    const { source, settings } = this.#parts
    const recordAgeMs = Math.min(settings.recordAgeMs ?? Number.POSITIVE_INFINITY, await source.retentionMs())
    const count = settings.parallelization
    this.#now = {
      lanes: Array.from({ length: count }, (_, index) =>
        this.#lane(recordAgeMs, progress.windows?.[index], progress.tries?.[index]),
      ),
      watermark: new Watermark(),
      reader: new ShardReader(this.#parts.source, this.#shardId, progress),
      progress,
      version,
      leaseToken: lease.token,
      openSize: 0,
    }
    return this.#now
  }

  #lane(recordAgeMs: number, window: OpenWindow | undefined, tries: readonly KeptTry[] | undefined): Lane {
    const { settings, sink } = this.#parts
    const lane: Lane = new Lane(
      {
        surroundings: this.#surroundings,
        settings,
        sink,
        shardId: this.#shardId,
        recordAgeMs,
        signal: this.#aborting.signal,
        isClosed: () => this.#now?.reader.isAtEnd ?? false,
        finish: async (records, changes) => {
          const now = this.#now
          if (!now?.lanes.includes(lane)) return
          for (const { json } of records) now.openSize -= json.length
          now.watermark.finish(records.map(({ id }) => id))
          await this.#save(now, changes)
        },
        failedTry: () => {
          const now = this.#now
          if (now?.lanes.includes(lane)) void this.#save(now)
        },
        began: () => this.#held.keep(),
        moved: () => this.#moved(),
        failed: (error) => {
          this.#drop()
          this.#retryLater(error)
        },
      },
      window,
      tries,
    )
    return lane
  }

  async #readAhead(now: Generation): Promise<void> {
    const { settings, source } = this.#parts
    const share = settings.batchSize * settings.parallelization
    const most = Math.min(source.pageRecordsMax, Math.max(100, share))
    while (!this.#stopped && this.#now === now && !now.reader.isAtEnd) {
      this.#isFull = this.#hasEnough(now)
      if (this.#isFull) return
      const records = await now.reader.read(most)
      if (this.#now !== now) return
      if (records.length === 0) break
      this.#accept(now, records)
    }
    // Windows that were open before, and a shard that has ended, go on without records.
    for (const lane of now.lanes) lane.pump()
    this.#moved()
  }

  /** Enough is read ahead: a batch for each lane, and one more. */
  #hasEnough({ watermark, openSize }: Generation): boolean {
    const { batchSize, parallelization } = this.#parts.settings
    const records = Math.min(shardAhead.records, Math.max(200, 2 * batchSize * parallelization))
    return watermark.openCount >= records || openSize >= shardAhead.bytes
  }

  #accept(now: Generation, records: readonly StreamRecord[]): void {
    const { settings, sink, source, target } = this.#parts
    const { wants } = settings
    const { lanes, watermark } = now
    watermark.add(records.map(({ id }) => id))
    const shares: StreamRecord[][] = lanes.map(() => [])
    const unwanted: string[] = []
    for (const record of records) {
      if (wants && !wants(record)) {
        unwanted.push(record.id)
        const { trailId: event } = record
        this.#surroundings.trail.tell({ stage: 'filtered', event, source: source.arn, target })
        continue
      }
      now.openSize += record.json.length
      shares[lanes.length === 1 ? 0 : hashOf(record.orderKey) % lanes.length]?.push(record)
    }
    for (const [index, share] of shares.entries()) {
      if (share.length === 0) continue
      lanes[index]?.push(share)
      lanes[index]?.pump()
    }
    sink.count?.('polled', records.length)
    if (unwanted.length === 0) return
    sink.count?.('filtered', unwanted.length)
    watermark.finish(unwanted)
    void this.#save(now)
  }

  /** Looks whether there is room for more, or nothing left to do. */
  #moved(): void {
    const now = this.#now
    if (!now || this.#stopped) return
    const isIdle = now.watermark.openCount === 0 && now.lanes.every((lane) => lane.isIdle)
    if (now.reader.isAtEnd && isIdle && !now.progress.ended) void this.#save(now, [], true)
    else if (this.#isFull && !this.#hasEnough(now)) this.#wake()
    this.#rest()
  }

  #rest(): void {
    const now = this.#now
    if (this.#isWorking) return
    const lanes = now?.lanes.filter((lane) => !lane.isIdle) ?? []
    if (lanes.length === 0) this.#held.rest()
    else if (!lanes.some((lane) => lane.isBusy)) {
      // All wait: for a window to end, or to try again.
      const wakes = lanes.flatMap(({ wakesAt }) => wakesAt ?? [])
      if (wakes.length > 0) this.#held.hold(Math.min(...wakes))
    }
  }

  /**
   * Keeps how far the shard has come. What is asked for while a commit is under way is in the next one; `changes` are durable
   * when it answers.
   */
  #save(now: Generation, changes: readonly Change[] = [], ended = false): Promise<void> {
    if (changes.length === 0 && !ended && this.#isSaveAsked) return Promise.resolve()
    if (changes.length === 0 && !ended) this.#isSaveAsked = true
    const saved = this.#saving.then(() => {
      if (changes.length === 0 && !ended) this.#isSaveAsked = false
      return this.#surroundings.during(() => this.#commit(now, changes, ended))
    })
    this.#saving = saved.catch((error: unknown) => {
      this.#drop()
      this.#retryLater(error)
    })
    return changes.length === 0 ? Promise.resolve() : this.#saving
  }

  async #commit(now: Generation, changes: readonly Change[], ended: boolean): Promise<void> {
    if (this.#now !== now || now.progress.ended) return
    const { store } = this.#surroundings
    const key = progressKey(this.#parts.key, this.#shardId)
    const progress = this.#progressOf(now, ended)
    for (let attempt = 0; attempt < 2; attempt++) {
      const lease = attempt === 0 ? this.#held.lease : await this.#held.ensureAnew()
      if (!lease) break
      const result = await store.commit([
        { type: 'fence', lease },
        { type: 'check', key, version: now.version },
        { type: 'set', key, value: progress },
        ...changes,
      ])
      if (result.ok) {
        now.version = result.version
        now.leaseToken = lease.token
        now.progress = progress
        if (ended) this.#end()
        return
      }
      // The lease ran out; unless another node has moved the checkpoint meanwhile, nothing is lost by taking it anew.
      if (result.failed !== 0) break
    }
    this.#drop()
    this.#wake()
  }

  #progressOf({ progress, watermark, lanes }: Generation, ended: boolean): ShardProgress {
    const { checkpoint: before, windows: _windows, tries: _tries, ...rest } = progress
    const checkpoint = watermark.reached ?? before
    const open = lanes.flatMap(({ window }, index) => (window ? [[String(index), window] as const] : []))
    const windows = open.length === 0 ? {} : { windows: Object.fromEntries(open) }
    const tried = lanes.flatMap(({ tries }, index) =>
      tries.length > 0 ? [[String(index), tries] as const] : [],
    )
    const isBounded = this.#parts.settings.retryAttempts !== undefined
    const tries = isBounded && tried.length > 0 ? { tries: Object.fromEntries(tried) } : {}
    if (ended) return { ended: true, ...(checkpoint === undefined ? {} : { checkpoint }) }
    // With a checkpoint, where it began says nothing any more.
    return checkpoint === undefined ? { ...rest, ...windows, ...tries } : { checkpoint, ...windows, ...tries }
  }

  /** Forgets all but what is kept in the store. */
  #drop(): void {
    const now = this.#now
    this.#now = undefined
    for (const lane of now?.lanes ?? []) lane.drop()
  }

  #end(): void {
    this.#stopped = true
    this.#unsubscribe()
    this.#timer?.cancel()
    this.#held.rest()
    this.#onEnd()
  }

  #retryLater(error: unknown): void {
    if (this.#stopped) return
    const { clock, random, logger } = this.#surroundings
    const reason = error instanceof Error ? error.message : String(error)
    this.#failureCount++
    this.#now?.reader.forgetPlace()
    if (error instanceof AwsError) this.#parts.sink.sourceState?.(reason)
    // A source that is gone is asked for ever: it is said once.
    const level = this.#failureCount === 1 ? 'warn' : 'debug'
    logger[level]('A shard could not be read; this is tried again', {
      stream: this.#parts.source.arn,
      shard: this.#shardId,
      reason,
    })
    this.#wakeAt(clock.now() + backoffMs(sourceRetry, this.#failureCount, random))
  }
}

/** FNV-1a, 32 bits: spreads order keys over lanes, the same way on every node. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash ^= text.charCodeAt(index)
    hash = Math.imul(hash, 0x01000193)
  }
  return hash >>> 0
}
