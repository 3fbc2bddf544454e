/**
 * Statistics over the samples of a period. Source: CloudWatch User Guide, "CloudWatch statistics definitions": percentiles,
 * trimmed mean, winsorized mean, trimmed count, trimmed sum, percentile rank, interquartile mean.
 */
import { type CountedValue, isDistributed, type Sample, valuesOf } from './samples.ts'

/** A statistic as it is asked for, read. */
export type Statistic =
  | { readonly kind: 'basic'; readonly name: 'SampleCount' | 'Average' | 'Sum' | 'Minimum' | 'Maximum' }
  | { readonly kind: 'percentile'; readonly percent: number }
  | { readonly kind: 'range'; readonly function: RangeFunction; readonly range: Range }

type RangeFunction = 'TM' | 'WM' | 'TC' | 'TS' | 'PR'

/** Both ends; what is absent is open. Either percents of the samples, or values. */
interface Range {
  readonly from: number | undefined
  readonly to: number | undefined
  readonly unit: 'percent' | 'value'
}

const basics = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const
const shortForms = /^(p|tm|wm|tc|ts)(\d{1,3}(?:\.\d{1,10})?)$/i
const longForms = /^(TM|WM|TC|TS|PR)\(\s*([-+\d.eE]*)(%?)\s*:\s*([-+\d.eE]*)(%?)\s*\)$/i

/** Reads a statistic's name; undefined for what is none. */
export function readStatistic(text: string): Statistic | undefined {
  const basic = basics.find((name) => name === text)
  if (basic) return { kind: 'basic', name: basic }
  if (/^iqm$/i.test(text))
    return { kind: 'range', function: 'TM', range: { from: 25, to: 75, unit: 'percent' } }
  const short = shortForms.exec(text)
  if (short) {
    const [, letter = '', number = ''] = short
    const percent = Number(number)
    if (percent < 0 || percent > 100) return undefined
    if (letter.toLowerCase() === 'p') return { kind: 'percentile', percent }
    const range = { from: undefined, to: percent, unit: 'percent' } as const
    return { kind: 'range', function: letter.toUpperCase() as RangeFunction, range }
  }
  return readLong(text)
}

function readLong(text: string): Statistic | undefined {
  const found = longForms.exec(text)
  if (!found) return undefined
  const [, name = '', fromText = '', fromPercent = '', toText = '', toPercent = ''] = found
  const from = fromText === '' ? undefined : Number(fromText)
  const to = toText === '' ? undefined : Number(toText)
  if ((from === undefined && to === undefined) || Number.isNaN(from) || Number.isNaN(to)) return undefined
  const isPercent = fromPercent === '%' || toPercent === '%'
  if (isPercent && ((from !== undefined && fromPercent === '') || (to !== undefined && toPercent === '')))
    return undefined
  const fn = name.toUpperCase() as RangeFunction
  if (fn === 'PR' && isPercent) return undefined
  return { kind: 'range', function: fn, range: { from, to, unit: isPercent ? 'percent' : 'value' } }
}

/** Computes a statistic of samples; undefined when there are none, or their distribution is not known. */
export function compute(statistic: Statistic, samples: readonly Sample[]): number | undefined {
  if (samples.length === 0) return undefined
  if (statistic.kind === 'basic') return computeBasic(statistic.name, samples)
  if (!samples.every(isDistributed)) return undefined
  const values = samples.flatMap(valuesOf).sort(([left], [right]) => left - right)
  const count = countOf(values)
  if (count === 0) return undefined
  return statistic.kind === 'percentile'
    ? percentile(values, count, statistic.percent)
    : computeRange(statistic.function, statistic.range, values, count)
}

function computeBasic(name: (typeof basics)[number], samples: readonly Sample[]): number | undefined {
  const count = samples.reduce((sum, sample) => sum + sample.count, 0)
  switch (name) {
    case 'SampleCount':
      return count
    case 'Sum':
      return samples.reduce((sum, sample) => sum + sample.sum, 0)
    case 'Average':
      return count === 0 ? undefined : samples.reduce((sum, sample) => sum + sample.sum, 0) / count
    case 'Minimum':
      return Math.min(...samples.map(({ min }) => min))
    case 'Maximum':
      return Math.max(...samples.map(({ max }) => max))
  }
}

/** UNVERIFIED: AWS interpolates; the value at the rank is within its documented precision. */
function percentile(values: readonly CountedValue[], count: number, percent: number): number {
  const rank = (percent / 100) * count
  let passed = 0
  for (const [value, times] of values) {
    passed += times
    if (passed >= rank) return value
  }
  return values.at(-1)?.[0] ?? 0
}

function computeRange(
  name: RangeFunction,
  range: Range,
  values: readonly CountedValue[],
  count: number,
): number | undefined {
  const inside = within(values, count, range)
  const kept = countOf(inside)
  switch (name) {
    case 'TC':
      return kept
    case 'TS':
      return sumOf(inside)
    case 'TM':
      return kept === 0 ? undefined : sumOf(inside) / kept
    case 'PR':
      return (kept / count) * 100
    case 'WM': {
      const [low, high] = [inside[0]?.[0], inside.at(-1)?.[0]]
      if (low === undefined || high === undefined) return undefined
      const clamped = values.map(([value, times]) => [Math.min(high, Math.max(low, value)), times] as const)
      return sumOf(clamped) / count
    }
  }
}

/** The values of a range: the lower end is not in it, the upper one is. */
function within(values: readonly CountedValue[], count: number, { from, to, unit }: Range): CountedValue[] {
  if (unit === 'value')
    return values.filter(
      ([value]) => (from === undefined || value > from) && (to === undefined || value <= to),
    )
  const [low, high] = [((from ?? 0) / 100) * count, ((to ?? 100) / 100) * count]
  const kept: CountedValue[] = []
  let passed = 0
  for (const [value, times] of values) {
    const begin = Math.max(passed, low)
    const end = Math.min(passed + times, high)
    if (end > begin) kept.push([value, end - begin])
    passed += times
  }
  return kept
}

function countOf(values: readonly CountedValue[]): number {
  return values.reduce((sum, [, times]) => sum + times, 0)
}

function sumOf(values: readonly CountedValue[]): number {
  return values.reduce((sum, [value, times]) => sum + value * times, 0)
}
