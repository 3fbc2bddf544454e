/**
 * The metrics that SQS gives CloudWatch of each queue that is in use: what was done with it is counted in memory, and sent with what
 * it holds when a minute ends. A queue is in use for six hours after the last request; once a quarter of an hour has gone by without
 * one, five minutes are enough for what does not change, told of once in an hour when the queue is empty. What was counted since the last minute is lost when the server is killed.
 * Source: SQS Developer Guide, "Available CloudWatch metrics for Amazon SQS".
 */
import type { Timer } from '../../base/clock.ts'
import { type BackgroundSurroundings, Distribution, sendMetrics } from '../../dispatch/index.ts'
import type { KnownQueue } from './directory.ts'
import { queues } from './records.ts'

type Needs = Pick<BackgroundSurroundings, 'call' | 'clock' | 'jobs' | 'logger' | 'store'>

const minuteMs = 60_000
const busyMs = 15 * minuteMs
const idleStepMs = 5 * minuteMs
/** Of a queue that is idle and empty nothing changes: what there is to tell of it is told once in an hour. */
const emptyStepMs = 60 * minuteMs
/** Source: as above. */
const inUseMs = 6 * 60 * minuteMs

/** What was done with a queue since the last minute. */
interface Counts extends Done {
  queue: KnownQueue
  usedAt: number
  /** Up to when CloudWatch has been told; 0: nothing yet. */
  toldAt: number
  /** It held nothing then. */
  isEmpty: boolean
}

interface Done {
  sent: number
  received: number
  emptyReceives: number
  deleted: number
  /** Of the messages that were sent. */
  sizes: Distribution
}

interface Datum {
  readonly MetricName: string
  readonly Unit: string
  readonly Value?: number
  readonly Values?: readonly number[]
  readonly Counts?: readonly number[]
}

/** Counts on this node. Two nodes on which a queue is in use both send what it holds, and each what it counted. */
export class QueueMetrics {
  readonly #queues = new Map<string, Counts>()
  #needs: Needs | undefined
  #timer: Timer | undefined

  /** From now on metrics go to CloudWatch. */
  start(needs: Needs): void {
    this.#needs = needs
  }

  stop(): void {
    this.#timer?.cancel()
    this.#needs = undefined
  }

  /** Messages were sent: their sizes in bytes. */
  sent(queue: KnownQueue, sizes: readonly number[]): void {
    const counts = this.#used(queue)
    counts.sent += sizes.length
    for (const size of sizes) counts.sizes.add(size)
  }

  /**
   * A request to receive got so many messages. That a poller of this server got none is no use of the queue: it looks for ever, and
   * time that is moved by days would have minute after minute to tell of.
   */
  received(queue: KnownQueue, count: number, isPoller: boolean): void {
    const idle = count === 0 && isPoller
    const counts = idle ? this.#queues.get(queue.queue.queueId) : this.#used(queue)
    if (!counts) return
    counts.received += count
    if (count === 0) counts.emptyReceives++
  }

  deleted(queue: KnownQueue, count: number): void {
    this.#used(queue).deleted += count
  }

  /** Something else came to it: a dead letter, say. */
  touched(queue: KnownQueue): void {
    this.#used(queue)
  }

  #used(queue: KnownQueue): Counts {
    const now = this.#needs?.clock.now() ?? 0
    let counts = this.#queues.get(queue.queue.queueId)
    if (!counts) {
      counts = { queue, usedAt: now, toldAt: 0, isEmpty: false, ...nothing() }
      this.#queues.set(queue.queue.queueId, counts)
      this.#setTimer()
    } else if (now - counts.usedAt > busyMs) this.#setTimer()
    counts.queue = queue
    counts.usedAt = now
    return counts
  }

  /** For the end of this minute, or of more when nothing was done lately. */
  #setTimer(step = minuteMs): void {
    if (!this.#needs) return
    const { clock, jobs } = this.#needs
    this.#timer?.cancel()
    const at = (Math.floor(clock.now() / step) + 1) * step
    this.#timer = clock.setTimer(at, () => {
      this.#timer = undefined
      void jobs.during(() => this.#send(at))
    })
  }

  async #send(now: number): Promise<void> {
    const due: Counts[] = []
    let step = emptyStepMs
    for (const [id, counts] of this.#queues) {
      const idleMs = now - counts.usedAt
      if (idleMs > inUseMs) {
        this.#queues.delete(id)
        continue
      }
      const own = idleMs <= busyMs ? minuteMs : counts.isEmpty ? emptyStepMs : idleStepMs
      step = Math.min(step, own)
      if (now % own !== 0) continue
      due.push({ ...counts })
      Object.assign(counts, nothing())
    }
    if (this.#queues.size > 0 && !this.#timer) this.#setTimer(step)
    const homes = Map.groupBy(
      await this.#existing(due),
      ({ queue }) => `${queue.queue.accountId}/${queue.queue.region}`,
    )
    for (const group of homes.values()) await this.#sendGroup(group, now - minuteMs)
  }

  /** Without those whose queue was deleted, here or on another node. */
  async #existing(due: readonly Counts[]): Promise<Counts[]> {
    const store = this.#needs?.store
    if (!store || due.length === 0) return []
    const found = await queues.getMany(
      store,
      due.map(({ queue: { queue } }) => [queue.accountId, queue.region, queue.name]),
    )
    return due.filter(({ queue: { queue } }, index) => {
      const exists = found[index]?.value.queueId === queue.queueId
      if (!exists) this.#queues.delete(queue.queueId)
      return exists
    })
  }

  async #sendGroup(group: readonly Counts[], minute: number): Promise<void> {
    const [first] = group
    const needs = this.#needs
    if (!first || !needs) return
    try {
      const data: object[] = []
      for (const counts of group) {
        const Dimensions = [{ Name: 'QueueName', Value: counts.queue.queue.name }]
        const now = minute + minuteMs
        const held = await this.#held(needs, counts.queue)
        for (const at of untold(counts, now))
          for (const datum of [...dataOf(nothing()), ...heldData(nothingHeld, at)])
            data.push({ ...datum, Dimensions, Timestamp: new Date(at - minuteMs) })
        for (const datum of [...dataOf(counts), ...heldData(held, now)])
          data.push({ ...datum, Dimensions, Timestamp: new Date(minute) })
        const kept = this.#queues.get(counts.queue.queue.queueId)
        if (kept) Object.assign(kept, { toldAt: now, isEmpty: isNothing(held) })
      }
      const { arn, queue: home } = first.queue
      const sender = { service: 'sqs.amazonaws.com', namespace: 'AWS/SQS', home, sourceArn: arn } as const
      await sendMetrics(needs, sender, data)
    } catch (error) {
      needs.logger.warn('Metrics of queues could not be stored', { error })
    }
  }

  async #held({ store }: Needs, { messages }: KnownQueue): Promise<Held> {
    const [counts, oldest] = await Promise.all([
      store.queueCounts(messages),
      store.oldestEnqueuedAt(messages),
    ])
    return { ...counts, ...(oldest === undefined ? {} : { oldest }) }
  }
}

/** What a queue holds. `oldest`: when its oldest message came. */
interface Held {
  readonly ready: number
  readonly leased: number
  readonly delayed: number
  readonly oldest?: number
}

const nothingHeld: Held = { ready: 0, leased: 0, delayed: 0 }

function isNothing({ ready, leased, delayed }: Held): boolean {
  return ready + leased + delayed === 0
}

function heldData({ ready, leased, delayed, oldest }: Held, now: number): Datum[] {
  const count = (MetricName: string, Value: number) => ({ MetricName, Unit: 'Count', Value })
  return [
    count('ApproximateNumberOfMessagesVisible', ready),
    count('ApproximateNumberOfMessagesNotVisible', leased),
    count('ApproximateNumberOfMessagesDelayed', delayed),
    {
      MetricName: 'ApproximateAgeOfOldestMessage',
      Unit: 'Seconds',
      Value: oldest === undefined ? 0 : Math.max(0, Math.floor((now - oldest) / 1000)),
    },
  ]
}

/** Instants of the time in which the queue was idle and empty that have not been told of. */
function untold({ toldAt, isEmpty, usedAt }: Counts, now: number): number[] {
  if (toldAt === 0 || !isEmpty) return []
  const instants: number[] = []
  // From when it was used again, it may not have been empty.
  const end = usedAt > toldAt ? usedAt : now
  for (let at = (Math.floor(toldAt / idleStepMs) + 1) * idleStepMs; at < end; at += idleStepMs)
    instants.push(at)
  return instants
}

function nothing(): Done {
  return { sent: 0, received: 0, emptyReceives: 0, deleted: 0, sizes: new Distribution() }
}

function dataOf({ sent, received, emptyReceives, deleted, sizes }: Done): Datum[] {
  const count = (MetricName: string, Value: number) => ({ MetricName, Unit: 'Count', Value })
  return [
    count('NumberOfMessagesSent', sent),
    count('NumberOfMessagesReceived', received),
    count('NumberOfEmptyReceives', emptyReceives),
    count('NumberOfMessagesDeleted', deleted),
    ...(sizes.isEmpty ? [] : [{ MetricName: 'SentMessageSize', Unit: 'Bytes', ...sizes.data }]),
  ]
}
