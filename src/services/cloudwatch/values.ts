/** Writing and reading values of metrics. See records.ts for where they lie. */
import type { Atomic, Key, Store } from '../../store/index.ts'
import type { Home } from './domain/alarm.ts'
import { floorTo } from './domain/periods.ts'
import type { Sample } from './domain/samples.ts'
import { retention } from './limits.ts'
import { type Bucket, marksPrefix, valuesPrefix } from './records.ts'

const minuteMs = 60_000
const hourMs = 3_600_000

/** How long minutes are kept as such. Unit: milliseconds. A day more, so that rolling up finds them. */
const minutesKeptMs = retention[1].ageMs + 86_400_000

/** When marks made now are due: late enough that most writers of the minute have written. Unit: milliseconds. */
export const compactionDelayMs = 120_000

/** Adds samples of one metric to a commit. `writer` is unique to the request. */
export function writeSamples(
  commit: Atomic,
  home: Home,
  seriesId: string,
  samples: readonly Sample[],
  writer: string,
  now: number,
): void {
  const buckets = Map.groupBy(samples, ({ at }) => floorTo(at, minuteMs))
  for (const [bucket, content] of buckets) {
    const value: Bucket = { samples: content }
    commit.set([...valuesPrefix(home, seriesId), bucket, writer], value, {
      expiresAt: bucket + minutesKeptMs,
    })
    const dueAt = floorTo(now, minuteMs) + compactionDelayMs
    const { accountId, region } = home
    commit.set([...marksPrefix, dueAt, accountId, region, seriesId, bucket], {
      accountId,
      region,
      seriesId,
      bucket,
    })
  }
}

/** Samples of a metric from `start` (included) to `end` (not), in no order. Instants in milliseconds since the epoch. */
export async function readSamples(
  store: Store,
  home: Home,
  seriesId: string,
  start: number,
  end: number,
): Promise<Sample[]> {
  const prefix = valuesPrefix(home, seriesId)
  const found: Sample[] = []
  // What has been rolled up lies at the beginning of its hour.
  let after: Key | undefined
  for (;;) {
    const entries = await store.list<Bucket>({
      prefix,
      start: [...prefix, floorTo(start, hourMs)],
      end: [...prefix, end],
      limit: 1000,
      ...(after === undefined ? {} : { after }),
    })
    for (const { value } of entries)
      for (const sample of value.samples) if (sample.at >= start && sample.at < end) found.push(sample)
    if (entries.length < 1000) return found
    after = entries.at(-1)?.key
  }
}
