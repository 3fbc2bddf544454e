/**
 * Request metrics of buckets that are configured with them: counted in memory, on each node, and sent to CloudWatch when a minute ends.
 * Source: Amazon S3 User Guide, "Monitoring metrics with Amazon CloudWatch". The time to the last byte is not known where an answer
 * begins, so that TotalRequestLatency is FirstByteLatency here.
 */
import type { Partition } from '../../aws/identifiers.ts'
import { type BackgroundSurroundings, ByTheMinute, Distribution, sendMetrics } from '../../dispatch/index.ts'
import type { Store } from '../../store/index.ts'
import { bucketArn, findBucket } from './buckets.ts'
import {
  countersOf,
  countsRequest,
  type MeasuredRequest,
  type MetricsConfiguration,
  metricsTags,
} from './domain/request-metrics.ts'
import { configurationsMax, rememberedBuckets } from './limits.ts'
import { readHead } from './objects.ts'
import { type Bucket, configurations } from './records.ts'

interface Counted {
  readonly bucket: Bucket
  readonly filterId: string
  readonly sums: Map<string, { samples: number; sum: number; largest: number }>
  readonly latency: Distribution
}

const counters = new WeakMap<Store, RequestMetrics>()

/** Counts on one node, from the start of the service to its stop. */
export class RequestMetrics {
  readonly #room: BackgroundSurroundings
  readonly #counted: ByTheMinute<Counted>
  readonly #known = new Map<string, readonly MetricsConfiguration[]>()
  readonly #forget: () => void
  #changes = 0

  constructor(room: BackgroundSurroundings) {
    this.#room = room
    this.#counted = new ByTheMinute(room.clock, (all, minute) =>
      room.jobs.during(() => send(room, all, minute)),
    )
    const topic = { type: 'record', prefix: configurations.storeKey([]) } as const
    this.#forget = room.store.subscribe(topic, () => {
      this.#changes++
      this.#known.clear()
    })
    counters.set(room.store, this)
  }

  async stop(): Promise<void> {
    counters.delete(this.#room.store)
    this.#forget()
    this.#counted.stop()
  }

  async count(partition: Partition, name: string, read: () => MeasuredRequest): Promise<void> {
    const found = await findBucket(this.#room, partition, name)
    if (found === undefined) return
    const { value: bucket } = found
    const wanted = await this.#configurationsOf(bucket)
    if (wanted.length === 0) return
    const request = read()
    const needsTags = request.key !== undefined && wanted.some((one) => metricsTags(one).length > 0)
    const head = needsTags ? await readHead(this.#room, bucket.id, request.key ?? '') : undefined
    for (const configuration of wanted) {
      if (countsRequest(configuration, request.key, head?.value.tags ?? {}))
        this.#add(bucket, configuration.Id, request)
    }
  }

  #add(bucket: Bucket, filterId: string, request: MeasuredRequest): void {
    const counted = this.#counted.of(JSON.stringify([bucket.id, filterId]), () => ({
      bucket,
      filterId,
      sums: new Map(),
      latency: new Distribution(),
    }))
    for (const [name, value] of Object.entries(countersOf(request))) {
      const before = counted.sums.get(name) ?? { samples: 0, sum: 0, largest: 0 }
      before.samples++
      before.sum += value
      before.largest = Math.max(before.largest, value)
      counted.sums.set(name, before)
    }
    counted.latency.add(Math.round(request.totalMs))
  }

  async #configurationsOf({ id }: Bucket): Promise<readonly MetricsConfiguration[]> {
    const known = this.#known.get(id)
    if (known !== undefined) return known
    const changes = this.#changes
    const page = await configurations.list(this.#room.store, {
      prefix: [id, 'metrics'],
      limit: configurationsMax,
    })
    const found = page.items.map(({ value }) => value.document as unknown as MetricsConfiguration)
    if (changes === this.#changes) {
      if (this.#known.size >= rememberedBuckets) this.#known.clear()
      this.#known.set(id, found)
    }
    return found
  }
}

/** Notes a request, which is read when its bucket is measured. Never fails: metrics are kept as well as may be. */
export function noteRequest(
  { store, logger }: Pick<BackgroundSurroundings, 'store' | 'logger'>,
  partition: Partition,
  bucket: string,
  read: () => MeasuredRequest,
): void {
  counters
    .get(store)
    ?.count(partition, bucket, read)
    .catch((error: unknown) => {
      logger.warn('A request is missing in the metrics of its bucket', { bucket, error })
    })
}

async function send(room: BackgroundSurroundings, all: readonly Counted[], minute: Date): Promise<void> {
  for (const { bucket, filterId, sums, latency } of all) {
    const common = {
      Dimensions: [
        { Name: 'BucketName', Value: bucket.name },
        { Name: 'FilterId', Value: filterId },
      ],
      Timestamp: minute,
    }
    const data = [
      ...[...sums].map(([MetricName, { samples, sum, largest }]) => ({
        ...common,
        MetricName,
        Unit: MetricName.startsWith('Bytes') ? 'Bytes' : 'Count',
        StatisticValues: { SampleCount: samples, Sum: sum, Minimum: 0, Maximum: largest },
      })),
      ...['FirstByteLatency', 'TotalRequestLatency'].map((MetricName) => ({
        ...common,
        MetricName,
        Unit: 'Milliseconds',
        ...latency.data,
      })),
    ]
    const { accountId, region } = bucket
    const sender = { service: 's3.amazonaws.com', namespace: 'AWS/S3' } as const
    await sendMetrics(room, { ...sender, home: { accountId, region }, sourceArn: bucketArn(bucket) }, data)
  }
}
