/**
 * What every bucket holds, told to CloudWatch once for each day (UTC). A bucket that has not changed since it was counted is told of as it
 * was, so that days on which nothing happens cost little. Source: Amazon S3 User Guide, "Metrics and dimensions", "Amazon S3 daily
 * storage metrics for buckets in CloudWatch". Parts of incomplete uploads are not counted.
 */
import { type BackgroundSurroundings, sendMetrics } from '../../dispatch/index.ts'
import { atomic, type Key } from '../../store/index.ts'
import { bucketArn } from './buckets.ts'
import { storageMetricsPage } from './limits.ts'
import { type Bucket, buckets, heads, type ObjectVersion, olds, storageMetricsRunKey } from './records.ts'

type Room = BackgroundSurroundings

const dayMs = 86_400_000

/** Source: as above, the dimension StorageType. */
const storageTypes: Readonly<Record<string, string>> = {
  STANDARD: 'StandardStorage',
  REDUCED_REDUNDANCY: 'ReducedRedundancyStorage',
  STANDARD_IA: 'StandardIAStorage',
  ONEZONE_IA: 'OneZoneIAStorage',
  INTELLIGENT_TIERING: 'IntelligentTieringFAStorage',
  GLACIER_IR: 'GlacierInstantRetrievalStorage',
  GLACIER: 'GlacierStorage',
  DEEP_ARCHIVE: 'DeepArchiveStorage',
}

interface Totals {
  /** By storage type. Unit: bytes. */
  readonly bytes: Map<string, number>
  versions: number
}

/** What this node has counted of each bucket, by its id, while nothing changed there. */
export class StorageMetrics {
  readonly #room: Room
  readonly #known = new Map<string, { totals: Totals | undefined; readonly forget: () => void }>()

  constructor(room: Room) {
    this.#room = room
  }

  stop(): void {
    for (const { forget } of this.#known.values()) forget()
    this.#known.clear()
  }

  /** Tells of all buckets, unless that was done for the day. */
  async round(signal: AbortSignal): Promise<void> {
    const { store, clock } = this.#room
    const day = Math.floor(clock.now() / dayMs)
    const last = await store.get<{ readonly day: number }>(storageMetricsRunKey)
    if (last !== null && last.value.day >= day) return
    const claim = atomic(store)
      .check(storageMetricsRunKey, last?.version ?? null)
      .set(storageMetricsRunKey, { day })
    if (!(await claim.commit()).ok) return
    const seen = new Set<string>()
    const homes = new Map<string, { readonly of: Bucket; readonly data: object[] }>()
    let after: Key | undefined = undefined as Key | undefined
    for (;;) {
      const page = await buckets.list(store, after === undefined ? {} : { after })
      for (const { value } of page.items) {
        const totals = await this.#totalsOf(value, signal)
        if (signal.aborted) return
        seen.add(value.id)
        const name = `${value.accountId} ${value.region}`
        const home = homes.get(name) ?? { of: value, data: [] }
        homes.set(name, home)
        home.data.push(...dataOf(value, totals, new Date(day * dayMs)))
      }
      if (page.next === undefined) break
      after = page.next
    }
    for (const { of, data } of homes.values()) {
      const { accountId, region } = of
      const sender = { service: 's3.amazonaws.com', namespace: 'AWS/S3' } as const
      await sendMetrics(
        this.#room,
        { ...sender, home: { accountId, region }, sourceArn: bucketArn(of) },
        data,
      )
    }
    for (const [id, { forget }] of this.#known) {
      if (seen.has(id)) continue
      forget()
      this.#known.delete(id)
    }
  }

  async #totalsOf({ id }: Bucket, signal: AbortSignal): Promise<Totals> {
    const known = this.#known.get(id) ?? this.#remember(id)
    if (known.totals !== undefined) return known.totals
    const totals: Totals = { bytes: new Map(), versions: 0 }
    // What changes from here on is counted the next day.
    known.totals = totals
    for (const prefix of [heads(id), olds(id)]) await this.#add(totals, prefix, signal)
    if (signal.aborted) known.totals = undefined
    return totals
  }

  /** Every change of a key writes its head. */
  #remember(id: string) {
    const known = {
      totals: undefined as Totals | undefined,
      forget: this.#room.store.subscribe({ type: 'record', prefix: heads(id) }, () => {
        known.totals = undefined
      }),
    }
    this.#known.set(id, known)
    return known
  }

  async #add(totals: Totals, prefix: Key, signal: AbortSignal): Promise<void> {
    let after: Key | undefined
    while (!signal.aborted) {
      const page = await this.#room.store.list<ObjectVersion>({
        prefix,
        ...(after === undefined ? {} : { after }),
        limit: storageMetricsPage,
      })
      for (const { value } of page) {
        totals.versions++
        const type = storageTypes[value.storageClass ?? 'STANDARD'] ?? 'StandardStorage'
        totals.bytes.set(type, (totals.bytes.get(type) ?? 0) + value.bytes)
      }
      after = page.at(-1)?.key
      if (page.length < storageMetricsPage) return
    }
  }
}

function dataOf({ name }: Bucket, { bytes, versions }: Totals, Timestamp: Date): object[] {
  if (versions === 0) return []
  const common = (StorageType: string) => ({
    Dimensions: [
      { Name: 'BucketName', Value: name },
      { Name: 'StorageType', Value: StorageType },
    ],
    Timestamp,
  })
  const sizes = [...bytes].map(([type, Value]) => ({
    ...common(type),
    MetricName: 'BucketSizeBytes',
    Unit: 'Bytes',
    Value,
  }))
  const count = { MetricName: 'NumberOfObjects', Unit: 'Count', Value: versions }
  return [...sizes, { ...common('AllStorageTypes'), ...count }]
}
