/**
 * Keeps values few: the many records of a minute become one soon after, with the seconds told apart for three hours' use; after
 * 15 days minutes become five minutes, after 63 days hours, and after 455 days they end. Each step replaces records in one
 * commit that fails when somebody wrote meanwhile; it is then taken up again by the mark that the writer left.
 */
import type { BackgroundSurroundings } from '../../dispatch/index.ts'
import { atomic, type Entry, type Key } from '../../store/index.ts'
import type { Home } from './domain/alarm.ts'
import { floorTo } from './domain/periods.ts'
import { joinSamples, type Sample } from './domain/samples.ts'
import { retention } from './limits.ts'
import { type Bucket, type Mark, marksPrefix, valuesPrefix } from './records.ts'

/** How often. Units: milliseconds. */
export const compactionEveryMs = 300_000
export const rollupEveryMs = 6 * 3_600_000

const dayMs = 86_400_000
/** The record of a bucket that has been compacted. No writer has this name. */
const compacted = ''

/** Days of metrics to roll up, by when. */
const rollupsPrefix: Key = ['cloudwatch.rollups']

type Rollup = Home & { readonly seriesId: string; readonly day: number; readonly resolution: number }

/** Steps of rolling up. Unit of the resolution: seconds. */
const steps = [
  { resolution: 300, ageMs: retention[1].ageMs, keptMs: retention[2].ageMs },
  { resolution: 3600, ageMs: retention[2].ageMs, keptMs: retention[3].ageMs },
] as const

/** Compacts what is due. */
export async function compactDue(
  { store, clock }: BackgroundSurroundings,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const due = await store.list<Mark>({
      prefix: marksPrefix,
      end: [...marksPrefix, clock.now() + 1],
      limit: 200,
    })
    if (due.length === 0) return
    if (signal.aborted) return
    // Side by side, so that many commits are one write to the disk; of one minute one after the other.
    const minutes = Map.groupBy(due, ({ value: { seriesId, bucket } }) => `${seriesId} ${bucket}`)
    await Promise.all(
      [...minutes.values()].map(async (marks) => {
        for (const mark of marks) await compactMinute(store, mark)
      }),
    )
  }
}

async function compactMinute(store: BackgroundSurroundings['store'], mark: Entry<Mark>): Promise<void> {
  const { seriesId, bucket, accountId, region } = mark.value
  const prefix = [...valuesPrefix(mark.value, seriesId), bucket]
  const entries = await store.list<Bucket>({ prefix })
  const commit = atomic(store).delete(mark.key)
  if (entries.length > 1) {
    for (const { key, version } of entries) commit.check(key, version).delete(key)
    const samples = joinBy(
      entries.flatMap(({ value }) => value.samples),
      1,
    )
    commit.set([...prefix, compacted], { samples }, { expiresAt: bucket + retention[1].ageMs + dayMs })
  }
  const day = floorTo(bucket, dayMs)
  const rollup: Rollup = { accountId, region, seriesId, day, resolution: steps[0].resolution }
  commit.set([...rollupsPrefix, day + dayMs + steps[0].ageMs, accountId, region, seriesId], rollup)
  await commit.commit()
}

/** Rolls up what has become old. */
export async function rollUpDue(
  { store, clock }: BackgroundSurroundings,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const due = await store.list<Rollup>({
      prefix: rollupsPrefix,
      end: [...rollupsPrefix, clock.now() + 1],
      limit: 200,
    })
    if (due.length === 0) return
    for (const entry of due) {
      if (signal.aborted) return
      await rollUp(store, entry)
    }
  }
}

async function rollUp(store: BackgroundSurroundings['store'], { key, value }: Entry<Rollup>): Promise<void> {
  const { accountId, region, seriesId, day, resolution } = value
  const prefix = valuesPrefix(value, seriesId)
  const entries: Array<Entry<Bucket>> = []
  for (let after: Key | undefined; ; ) {
    const page = await store.list<Bucket>({
      prefix,
      start: [...prefix, day],
      end: [...prefix, day + dayMs],
      ...(after === undefined ? {} : { after }),
    })
    entries.push(...page)
    if (page.length < 1000) break
    after = page.at(-1)?.key
  }
  const step = steps.find((each) => each.resolution === resolution) ?? steps[1]
  const buckets = Map.groupBy(entries, (entry) =>
    floorTo(Number(entry.key[prefix.length]), resolution * 1000),
  )
  // An hour's worth for each commit, so that none is too large.
  for (const [bucket, group] of buckets) {
    const samples = joinBy(
      group.flatMap((entry) => entry.value.samples),
      resolution,
    )
    const commit = atomic(store)
    for (const entry of group) commit.check(entry.key, entry.version).delete(entry.key)
    await commit
      .set([...prefix, bucket, compacted], { samples }, { expiresAt: bucket + step.keptMs + dayMs })
      .commit()
  }
  const commit = atomic(store).delete(key)
  if (resolution === steps[0].resolution) {
    const next: Rollup = { ...value, resolution: steps[1].resolution }
    commit.set([...rollupsPrefix, day + dayMs + steps[1].ageMs, accountId, region, seriesId], next)
  }
  await commit.commit()
}

/** One sample for each unit and each step. Unit of `resolution`: seconds. */
export function joinBy(samples: readonly Sample[], resolution: number): Sample[] {
  const groups = Map.groupBy(samples, ({ at, unit }) => `${floorTo(at, resolution * 1000)} ${unit}`)
  return [...groups.values()]
    .map((group) => {
      const [first, ...rest] = group as [Sample, ...Sample[]]
      return joinSamples(floorTo(first.at, resolution * 1000), [first, ...rest])
    })
    .sort((left, right) => left.at - right.at)
}
