/**
 * A subscription to a shard: its records are pushed as they come, for five minutes. The store tells when the shard's log has
 * grown, when its stream changes, and when somebody else takes the subscription over, on whichever node.
 * Source: API Reference, SubscribeToShard, SubscribeToShardEvent.
 */
import type * as Api from '@aws-sdk/client-kinesis'
import type { Timer } from '../../base/clock.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { atomic, type Topic } from '../../store/index.ts'
import { isOpen, type Shard } from './domain/shards.ts'
import { inUse, streamNotFound } from './errors.ts'
import { eventBytes, getRecordsCount, heartbeatMs, subscriptionMs } from './limits.ts'
import { logOf, readBatch } from './reading.ts'
import { type Consumer, type Stream, type Subscription, streams, subscriptions } from './records.ts'
import { shardsOf } from './shard-map.ts'
import { streamArn } from './streams.ts'
import { childView, sequenceNumber } from './views.ts'

type Event = Api.SubscribeToShardEventStream

/** What is subscribed to. */
export interface SubscriptionPlan {
  readonly stream: Stream
  readonly consumer: Consumer
  readonly shard: Shard
  /** The first place. */
  readonly from: number
  readonly holder: string
}

/** The events of a subscription, until its time is over, the shard ends, another takes it over, or the client goes away. */
export async function* subscribeToShard(
  context: OperationContext,
  plan: SubscriptionPlan,
): AsyncGenerator<Event> {
  const waiting = new Waiting(context, plan)
  const arn = streamArn(context, plan.stream)
  const { shard } = plan
  let next = plan.from
  try {
    while (!waiting.over) {
      waiting.rest()
      const stream = await currentStream(context, plan)
      await requireHeld(context, plan)
      const shards = await shardsOf(context, stream)
      const closed = !isOpen(shards.get(shard.index) ?? { ...shard, closedAt: 0 })
      const reading = { stream, arn, shard, from: next, count: getRecordsCount, bytes: eventBytes }
      const batch = await readBatch(context, reading)
      const ended = closed && batch.atTip
      const advanced = batch.records.length > 0
      next = batch.next
      if (advanced || ended || waiting.heartbeatDue) {
        waiting.restartHeartbeat()
        yield {
          SubscribeToShardEvent: {
            Records: batch.records,
            // At the end of a shard AWS has no number to go on from.
            ContinuationSequenceNumber: ended ? undefined : sequenceNumber(shard, BigInt(next - 1)),
            MillisBehindLatest: batch.behindMs,
            ...(ended ? { ChildShards: shards.childrenOf(shard.index).map(childView) } : {}),
          },
        }
      }
      if (ended) return
      if (batch.atTip) await waiting.untilSomethingHappens()
    }
  } finally {
    waiting.end()
    await release(context, plan)
  }
}

async function currentStream({ store }: OperationContext, { stream }: SubscriptionPlan): Promise<Stream> {
  const { accountId, region, name, id } = stream
  const stored = await streams.get(store, [accountId, region, name])
  if (stored?.value.id !== id || stored.value.status === 'DELETING') throw streamNotFound(name, accountId)
  return stored.value
}

/** UNVERIFIED: the words for the one that was taken over. */
async function requireHeld(context: OperationContext, plan: SubscriptionPlan): Promise<void> {
  const stored = await subscriptions.get(context.store, keyOf(plan))
  if (stored?.value.holder !== plan.holder) throw anotherSubscription(plan)
}

/** Source: published messages of AWS. */
export function anotherSubscription({ stream, consumer, shard }: Omit<SubscriptionPlan, 'from' | 'holder'>) {
  const id = `shardId-${String(shard.index).padStart(12, '0')}`
  return inUse(
    `Another active subscription exists for this consumer: ${stream.accountId}:${stream.name}:${id}:${consumer.name}`,
  )
}

function keyOf({ consumer, shard }: SubscriptionPlan): readonly [string, string, number] {
  return [consumer.streamId, consumer.name, shard.index]
}

async function release({ store }: OperationContext, plan: SubscriptionPlan): Promise<void> {
  const stored = await subscriptions.get(store, keyOf(plan))
  if (stored?.value.holder !== plan.holder) return
  const commit = atomic(store)
  subscriptions.remove(commit, stored)
  // Another took over meanwhile: then there is nothing to give back.
  await commit.commit()
}

/** Waits for what a subscription goes on with. */
class Waiting {
  readonly #context: OperationContext
  readonly #unsubscribe: Array<() => void> = []
  readonly #end: Timer
  #heartbeat: Timer | undefined
  #over = false
  #stirred = false
  #wake = () => {}
  heartbeatDue = true

  constructor(context: OperationContext, plan: SubscriptionPlan) {
    this.#context = context
    const { store, clock, signal } = context
    const { accountId, region, name } = plan.stream
    const topics: Topic[] = [
      { type: 'log', log: logOf(streamArn(context, plan.stream), plan.shard) },
      { type: 'record', prefix: streams.storeKey([accountId, region, name]) },
      { type: 'record', prefix: subscriptions.storeKey(keyOf(plan)) },
    ]
    for (const topic of topics) this.#unsubscribe.push(store.subscribe(topic, () => this.#stir()))
    this.#end = clock.setTimer(clock.now() + subscriptionMs, () => this.#finish())
    signal.addEventListener('abort', this.#finish, { once: true })
    if (signal.aborted) this.#finish()
  }

  get over(): boolean {
    return this.#over
  }

  /** What happens from now on is news. */
  rest(): void {
    this.#stirred = false
  }

  restartHeartbeat(): void {
    const { clock } = this.#context
    this.heartbeatDue = false
    this.#heartbeat?.cancel()
    this.#heartbeat = clock.setTimer(clock.now() + heartbeatMs, () => {
      this.heartbeatDue = true
      this.#stir()
    })
  }

  async untilSomethingHappens(): Promise<void> {
    if (this.#stirred || this.#over) return
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
  }

  end(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe()
    this.#end.cancel()
    this.#heartbeat?.cancel()
    this.#context.signal.removeEventListener('abort', this.#finish)
  }

  readonly #finish = () => {
    this.#over = true
    this.#stir()
  }

  #stir(): void {
    this.#stirred = true
    this.#wake()
  }
}

/** A subscription as it is recorded. */
export function subscriptionRecord(plan: SubscriptionPlan, since: number): Subscription {
  const { consumer, shard, holder } = plan
  return { streamId: consumer.streamId, consumer: consumer.name, shardIndex: shard.index, holder, since }
}
