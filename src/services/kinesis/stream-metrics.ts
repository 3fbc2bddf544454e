/**
 * The metrics that Kinesis gives CloudWatch: of each stream that is in use, and of its shards where enhanced monitoring asks for
 * them. What is done is counted in memory, on each node, and sent when a minute ends; what was counted since is lost when the
 * server is killed. Source: Developer Guide, "Monitor the Amazon Kinesis Data Streams service with Amazon CloudWatch".
 */
import type { Timer } from '../../base/clock.ts'
import { type BackgroundSurroundings, type Surroundings, sendMetrics } from '../../dispatch/index.ts'
import type { Store } from '../../store/index.ts'
import { shardIdOf } from './domain/shards.ts'
import type { Stream } from './records.ts'

type Needs = Pick<BackgroundSurroundings, 'call' | 'clock' | 'jobs' | 'logger'>

const minuteMs = 60_000
/** Unit: metrics that are counted at once. Ours: bounds memory; what is more is not counted. */
const countedMax = 50_000

/** What a metric's name says of its unit. */
function unitOf(name: string): string {
  if (name.endsWith('Bytes')) return 'Bytes'
  return name.endsWith('Milliseconds') || name.endsWith('Latency') ? 'Milliseconds' : 'Count'
}

/** One metric within a minute. */
interface Counted {
  readonly stream: Stream
  readonly arn: string
  readonly name: string
  readonly shard: number | undefined
  count: number
  sum: number
  least: number
  most: number
}

/** Counts on one node. */
class StreamMetrics {
  readonly #counted = new Map<string, Counted>()
  #needs: Needs | undefined
  #timer: Timer | undefined

  start(needs: Needs): void {
    this.#needs = needs
  }

  stop(): void {
    this.#timer?.cancel()
    this.#needs = undefined
  }

  /** Adds values to a stream's metrics, by their names. */
  count(stream: Stream, arn: string, values: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(values)) this.#add(stream, arn, name, value, undefined)
  }

  /** Adds values to a shard's metrics, those of them that are wanted. */
  countShard(stream: Stream, arn: string, shard: number, values: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(values))
      if (stream.metrics.includes(name)) this.#add(stream, arn, name, value, shard)
  }

  #add(stream: Stream, arn: string, name: string, value: number, shard: number | undefined): void {
    if (!this.#needs) return
    const key = `${stream.id} ${name} ${shard ?? ''}`
    const known = this.#counted.get(key)
    if (known === undefined) {
      if (this.#counted.size >= countedMax) return
      this.#counted.set(key, { stream, arn, name, shard, count: 1, sum: value, least: value, most: value })
      this.#setTimer(this.#needs)
      return
    }
    known.count++
    known.sum += value
    known.least = Math.min(known.least, value)
    known.most = Math.max(known.most, value)
  }

  #setTimer({ clock, jobs }: Needs): void {
    if (this.#timer !== undefined) return
    const at = (Math.floor(clock.now() / minuteMs) + 1) * minuteMs
    this.#timer = clock.setTimer(at, () => {
      this.#timer = undefined
      void jobs.during(() => this.#send(at - minuteMs))
    })
  }

  async #send(minute: number): Promise<void> {
    const needs = this.#needs
    const counted = [...this.#counted.values()]
    this.#counted.clear()
    if (!needs) return
    for (const group of Map.groupBy(counted, ({ arn }) => arn).values()) await sendGroup(needs, group, minute)
  }
}

async function sendGroup(needs: Needs, group: readonly Counted[], minute: number): Promise<void> {
  const [first] = group
  if (first === undefined) return
  const data = group.map(({ stream, name, shard, count, sum, least, most }) => ({
    MetricName: name,
    Unit: unitOf(name),
    Timestamp: new Date(minute),
    Dimensions: [
      { Name: 'StreamName', Value: stream.name },
      ...(shard === undefined ? [] : [{ Name: 'ShardId', Value: shardIdOf(shard) }]),
    ],
    StatisticValues: { SampleCount: count, Sum: sum, Minimum: least, Maximum: most },
  }))
  const { stream: home, arn: sourceArn } = first
  const sender = { service: 'kinesis.amazonaws.com', namespace: 'AWS/Kinesis', home, sourceArn } as const
  await sendMetrics(needs, sender, data)
}

const metrics = new WeakMap<Store, StreamMetrics>()

/** The counts of this node. */
export function metricsOf({ store }: Pick<Surroundings, 'store'>): StreamMetrics {
  let known = metrics.get(store)
  if (known === undefined) {
    known = new StreamMetrics()
    metrics.set(store, known)
  }
  return known
}
