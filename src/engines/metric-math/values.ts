/** What expressions compute with: numbers, time series, and arrays of time series. */

/** One metric over time. Instants are milliseconds since the epoch, in ascending order. */
export interface Series {
  readonly label: string
  /** Unit: seconds. */
  readonly period: number
  readonly points: ReadonlyMap<number, number>
}

/** The value of an expression. */
export type Value =
  | { readonly kind: 'scalar'; readonly value: number }
  | { readonly kind: 'series'; readonly series: Series }
  | { readonly kind: 'array'; readonly items: readonly Series[] }
  | { readonly kind: 'text'; readonly text: string }

/** An expression that cannot be read or computed. The message is for the person who wrote it. */
export class MetricMathError extends Error {
  override readonly name = 'MetricMathError'
}

export function scalar(value: number): Value {
  return { kind: 'scalar', value }
}

export function seriesValue(series: Series): Value {
  return { kind: 'series', series }
}

export function arrayValue(items: readonly Series[]): Value {
  return { kind: 'array', items }
}

/** A series with other points; what is not a finite number is left out, as CloudWatch shows no such points. */
export function withPoints(series: Series, points: Iterable<readonly [number, number]>): Series {
  const kept = [...points].filter(([, value]) => Number.isFinite(value))
  return { ...series, points: new Map(kept) }
}

/** Changes every point. */
export function mapSeries(series: Series, change: (value: number, at: number) => number): Series {
  return withPoints(
    series,
    [...series.points].map(([at, value]) => [at, change(value, at)] as const),
  )
}

/** The series of a value: one, or those of an array. Fails for others, naming the function that asked. */
export function seriesOf(value: Value | undefined, asking: string): readonly Series[] {
  if (value?.kind === 'series') return [value.series]
  if (value?.kind === 'array') return value.items
  throw new MetricMathError(`${asking} expects a time series or an array of time series.`)
}

export function oneSeries(value: Value | undefined, asking: string): Series {
  if (value?.kind === 'series') return value.series
  throw new MetricMathError(`${asking} expects a single time series.`)
}

export function oneScalar(value: Value | undefined, asking: string): number {
  if (value?.kind === 'scalar') return value.value
  throw new MetricMathError(`${asking} expects a number.`)
}
