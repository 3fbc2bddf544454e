/**
 * What is kept of metric values: samples, each of one instant (or of one whole period, once it has been rolled up), with its
 * distribution as far as it is known. Source: CloudWatch User Guide, "Metrics concepts".
 */

/** A value, and how often it occurred. */
export type CountedValue = readonly [value: number, count: number]

/** Values of one instant and one unit. */
export type Sample = {
  /** Unit: milliseconds since the epoch, a whole second. */
  readonly at: number
  readonly unit: string
  readonly count: number
  readonly sum: number
  readonly min: number
  readonly max: number
  /** Absent when only the set of statistics is known. */
  readonly values?: readonly CountedValue[]
}

/** Distinct values that a sample keeps; beyond, near ones are joined. Ours: a percentile is then exact within a percent. */
export const distinctValuesMax = 500

/** A sample of values. */
export function sampleOf(at: number, unit: string, values: readonly CountedValue[]): Sample {
  let count = 0
  let sum = 0
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (const [value, times] of values) {
    count += times
    sum += value * times
    min = Math.min(min, value)
    max = Math.max(max, value)
  }
  return { at, unit, count, sum, min, max, values: joinNear(values) }
}

/** Joins samples of one unit into one of an instant. */
export function joinSamples(at: number, samples: readonly [Sample, ...Sample[]]): Sample {
  const [first] = samples
  const all = samples.every(isDistributed)
  const joined = {
    at,
    unit: first.unit,
    count: total(samples, ({ count }) => count),
    sum: total(samples, ({ sum }) => sum),
    min: Math.min(...samples.map(({ min }) => min)),
    max: Math.max(...samples.map(({ max }) => max)),
  }
  return all ? { ...joined, values: joinNear(samples.flatMap(valuesOf)) } : joined
}

/**
 * A set of statistics tells the distribution when it is of one value. Source: User Guide, "Percentiles": statistic sets with a
 * SampleCount of 1, or whose minimum and maximum are equal.
 */
export function isDistributed({ values, count, min, max }: Sample): boolean {
  return values !== undefined || count === 1 || min === max
}

/** The distribution of a sample that {@link isDistributed}. */
export function valuesOf({ values, min, count }: Sample): readonly CountedValue[] {
  return values ?? [[min, count]]
}

function joinNear(values: readonly CountedValue[]): CountedValue[] {
  const exact = new Map<number, number>()
  for (const [value, count] of values) exact.set(value, (exact.get(value) ?? 0) + count)
  if (exact.size <= distinctValuesMax) return [...exact]
  const near = new Map<string, [sum: number, count: number]>()
  for (const [value, count] of exact) {
    const step = value === 0 ? 0 : Math.round(Math.log(Math.abs(value)) / Math.log(1.01))
    const key = `${Math.sign(value)} ${step}`
    const [sum, times] = near.get(key) ?? [0, 0]
    near.set(key, [sum + value * count, times + count])
  }
  return [...near.values()].map(([sum, count]) => [sum / count, count])
}

function total(samples: readonly Sample[], of: (sample: Sample) => number): number {
  return samples.reduce((sum, sample) => sum + of(sample), 0)
}
