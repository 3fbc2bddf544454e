/**
 * A Live Tail session: what comes to some groups from now on, an update a second. The store tells when a group's feed
 * has grown; nothing is asked for in vain.
 *
 * Each second the session reads what the feeds have new and puts one update in a short row, from which the client
 * takes. A client that is slow loses the oldest updates.
 * Source: API Reference, StartLiveTail, LiveTailSessionUpdate, SessionTimeoutException.
 */
import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import { AwsError } from '../../aws/aws-error.ts'
import type { Timer } from '../../base/clock.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import type { CompiledPattern } from '../../engines/filter-pattern/index.ts'
import type { Lease } from '../../store/index.ts'
import { sample } from './domain/sampling.ts'
import {
  liveTailEventsPerUpdate,
  liveTailSessionMs,
  liveTailUpdateMs,
  liveTailUpdatesWaiting,
} from './limits.ts'
import { type Chunk, chunkKey, type FeedEntry, feedKey } from './records.ts'

/** What a session follows. */
export interface TailPlan {
  readonly groups: ReadonlyArray<{ readonly id: string; readonly arn: string }>
  readonly wantsStream: (name: string) => boolean
  readonly pattern: CompiledPattern
  readonly start: Api.LiveTailSessionStart
  /** The session's place among those that the account may have; given back at the end. */
  readonly slot: Lease
}

/** A session's place is kept for so long without word from it. Unit: milliseconds. */
export const slotMs = 60_000

type Update = Api.StartLiveTailResponseStream

/** The events of a session, until it times out, the client goes away or the server stops. */
export async function* liveTail(context: OperationContext, plan: TailPlan): AsyncGenerator<Update> {
  const session = new TailSession(context, plan)
  try {
    await session.begin()
    yield { sessionStart: plan.start }
    for (;;) {
      const update = await session.next()
      if (update === undefined) return
      yield update
    }
  } finally {
    await session.end()
  }
}

interface Follower {
  readonly id: string
  readonly arn: string
  /** The next entry of the feed that has not been read. */
  next: number
  grown: boolean
  unsubscribe: () => void
}

class TailSession {
  readonly #context: OperationContext
  readonly #plan: TailPlan
  readonly #row: Update[] = []
  readonly #followers: Follower[] = []
  #timer: Timer | undefined
  #endTimer: Timer | undefined
  #slot: Lease
  #slotRenewedAt: number
  #working = Promise.resolve()
  #failure: unknown
  #over = false
  #wake = () => {}

  constructor(context: OperationContext, plan: TailPlan) {
    this.#context = context
    this.#plan = plan
    this.#slot = plan.slot
    this.#slotRenewedAt = context.clock.now()
  }

  async begin(): Promise<void> {
    const { store, clock, signal } = this.#context
    signal.addEventListener('abort', this.#stop, { once: true })
    if (signal.aborted) this.#stop()
    for (const { id, arn } of this.#plan.groups) {
      const follower: Follower = { id, arn, next: 0, grown: false, unsubscribe: () => {} }
      follower.unsubscribe = store.subscribe({ type: 'log', log: feedKey(id) }, () => {
        follower.grown = true
      })
      this.#followers.push(follower)
      follower.next = (await store.logBounds(feedKey(id))).next
    }
    this.#endTimer = clock.setTimer(clock.now() + liveTailSessionMs, () => {
      this.#failure = sessionTimeout()
      this.#stop()
    })
    this.#arm()
  }

  /** The next update, when there is one; undefined when the session was ended from outside. */
  async next(): Promise<Update | undefined> {
    for (;;) {
      const update = this.#row.shift()
      if (update !== undefined) return update
      if (this.#failure !== undefined) throw this.#failure
      if (this.#over) return undefined
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  async end(): Promise<void> {
    this.#stop()
    this.#context.signal.removeEventListener('abort', this.#stop)
    for (const { unsubscribe } of this.#followers) unsubscribe()
    await this.#working
    await this.#context.store.releaseLease(this.#slot)
  }

  readonly #stop = () => {
    this.#over = true
    this.#timer?.cancel()
    this.#endTimer?.cancel()
    this.#wake()
  }

  #arm(): void {
    if (this.#over) return
    const { clock } = this.#context
    this.#timer = clock.setTimer(clock.now() + liveTailUpdateMs, () => {
      this.#working = this.#tick()
    })
  }

  async #tick(): Promise<void> {
    try {
      this.#row.push({ sessionUpdate: await this.#update() })
      if (this.#row.length > liveTailUpdatesWaiting) this.#row.shift()
      await this.#keepSlot()
      this.#arm()
    } catch (error) {
      this.#context.logger.error('A Live Tail session broke off', { error })
      this.#failure = streamingFailure(error)
    }
    this.#wake()
  }

  async #update(): Promise<Api.LiveTailSessionUpdate> {
    const found: Api.LiveTailSessionLogEvent[] = []
    for (const follower of this.#followers) {
      if (!follower.grown) continue
      follower.grown = false
      found.push(...(await this.#read(follower)))
    }
    const sessionResults = sample(found, liveTailEventsPerUpdate)
    return {
      sessionMetadata: { sampled: sessionResults.length < found.length },
      sessionResults: [...sessionResults],
    }
  }

  async #read(follower: Follower): Promise<Api.LiveTailSessionLogEvent[]> {
    const { store } = this.#context
    const { wantsStream, pattern } = this.#plan
    const entries = await store.readLog<FeedEntry>(feedKey(follower.id), { from: follower.next })
    const found: Api.LiveTailSessionLogEvent[] = []
    for (const { sequence, value } of entries) {
      follower.next = sequence + 1
      const { stream, chunks } = value
      if (stream === undefined || chunks === undefined || !wantsStream(stream.name)) continue
      const bodies = await store.getMany<Chunk>(chunks.map((id) => chunkKey(follower.id, id)))
      for (const body of bodies) {
        for (const [timestamp, message] of body?.value.events ?? []) {
          if (!pattern.matches(message)) continue
          found.push({
            logStreamName: stream.name,
            logGroupIdentifier: follower.arn,
            message,
            timestamp,
            ingestionTime: body?.value.ingestedAt,
          })
        }
      }
    }
    // More than one reading's worth: the rest comes with the next update.
    if (entries.length >= 1_000) follower.grown = true
    return found
  }

  async #keepSlot(): Promise<void> {
    const { clock, store } = this.#context
    if (clock.now() - this.#slotRenewedAt < slotMs / 3) return
    this.#slotRenewedAt = clock.now()
    this.#slot = (await store.renewLease(this.#slot, slotMs)) ?? this.#slot
  }
}

/** UNVERIFIED: the words of both. */
function sessionTimeout(): AwsError {
  return new AwsError('SessionTimeoutException', 'The Live Tail session has timed out after three hours.')
}

function streamingFailure(cause: unknown): AwsError {
  return new AwsError(
    'SessionStreamingException',
    'An unknown error occurred during the Live Tail session.',
    {
      cause,
      fault: 'server',
    },
  )
}
