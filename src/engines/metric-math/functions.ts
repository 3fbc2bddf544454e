/** The functions of expressions, by name. Source: CloudWatch User Guide, "Metric math syntax and functions", "Functions supported for metric math". */
import { applyBinary } from './operators.ts'
import {
  arrayValue,
  MetricMathError,
  mapSeries,
  oneScalar,
  oneSeries,
  type Series,
  scalar,
  seriesOf,
  seriesValue,
  type Value,
  withPoints,
} from './values.ts'

/** What functions know beside their arguments. */
export interface MathScope {
  /** All metrics of the request by id, for METRICS(). */
  readonly metrics: ReadonlyMap<string, Series>
  /** The range that is asked for, and the period that results have. Units: milliseconds since the epoch, seconds. */
  readonly start: number
  readonly end: number
  readonly period: number
}

type MathFunction = (args: readonly Value[], scope: MathScope) => Value

const reducers: Readonly<Record<string, (values: readonly number[]) => number>> = {
  AVG: (values) => sumOf(values) / values.length,
  SUM: sumOf,
  MIN: (values) => Math.min(...values),
  MAX: (values) => Math.max(...values),
  STDDEV: (values) => {
    const mean = sumOf(values) / values.length
    return Math.sqrt(sumOf(values.map((value) => (value - mean) ** 2)) / values.length)
  },
}

const pointwise: Readonly<Record<string, (value: number) => number>> = {
  ABS: Math.abs,
  CEIL: Math.ceil,
  FLOOR: Math.floor,
  LOG: Math.log,
  LOG10: Math.log10,
}

const calendar: Readonly<Record<string, (date: Date) => number>> = {
  MINUTE: (date) => date.getUTCMinutes(),
  HOUR: (date) => date.getUTCHours(),
  // Monday is 1.
  DAY: (date) => date.getUTCDay() || 7,
  DATE: (date) => date.getUTCDate(),
  MONTH: (date) => date.getUTCMonth() + 1,
  YEAR: (date) => date.getUTCFullYear(),
  EPOCH: (date) => Math.floor(date.getTime() / 1000),
}

const others: Readonly<Record<string, MathFunction>> = {
  METRICS: ([part], { metrics }) => {
    const wanted = part?.kind === 'text' ? part.text : ''
    return arrayValue([...metrics].filter(([id]) => id.includes(wanted)).map(([, series]) => series))
  },
  METRIC_COUNT: ([values]) => scalar(seriesOf(values, 'METRIC_COUNT').length),
  DATAPOINT_COUNT: ([values]) => overEach(values, 'DATAPOINT_COUNT', (series) => series.points.size),
  DIFF: ([values]) =>
    eachSeries(values, 'DIFF', (series) => differences(series, (before, after) => after - before)),
  DIFF_TIME: ([values]) =>
    eachSeries(values, 'DIFF_TIME', (series) => differences(series, (_before, _after, seconds) => seconds)),
  RATE: ([values]) =>
    eachSeries(values, 'RATE', (series) =>
      differences(series, (before, after, seconds) => (after - before) / seconds),
    ),
  RUNNING_SUM: ([values]) =>
    eachSeries(values, 'RUNNING_SUM', (series) => {
      let sum = 0
      return mapSeries(series, (value) => {
        sum += value
        return sum
      })
    }),
  FILL: ([values, filler], scope) => eachSeries(values, 'FILL', (series) => fill(series, filler, scope)),
  FIRST: ([values]) => edge(values, 'FIRST', 0),
  LAST: ([values]) => edge(values, 'LAST', -1),
  PERIOD: ([values]) => scalar(oneSeries(values, 'PERIOD').period),
  REMOVE_EMPTY: ([values]) =>
    arrayValue(seriesOf(values, 'REMOVE_EMPTY').filter(({ points }) => points.size > 0)),
  SLICE: ([values, from, to]) =>
    arrayValue(
      seriesOf(values, 'SLICE').slice(
        oneScalar(from, 'SLICE'),
        to === undefined ? undefined : oneScalar(to, 'SLICE'),
      ),
    ),
  SORT: ([values, by, order, limit]) => sort(values, by, order, limit),
  TIME_SERIES: ([value], scope) => {
    const number = oneScalar(value, 'TIME_SERIES')
    return seriesValue({
      label: 'TIME_SERIES',
      period: scope.period,
      points: new Map(instants(scope).map((at) => [at, number])),
    })
  },
  IF: ([condition, yes, no]) => choose(condition, yes, no),
}

/** Functions that AWS has and that need what is not here. */
const absent = new Set([
  'ANOMALY_DETECTION_BAND',
  'DB_PERF_INSIGHTS',
  'INSIGHT_RULE_METRIC',
  'LAMBDA',
  'SEARCH',
  'SERVICE_QUOTA',
])

/** Calls a function. Fails with a MetricMathError. */
export function callFunction(name: string, args: readonly Value[], scope: MathScope): Value {
  const upper = name.toUpperCase()
  const reduce = reducers[upper]
  if (reduce) return reduceValue(upper, args[0], reduce)
  const change = pointwise[upper]
  if (change) {
    const [value] = args
    if (value?.kind === 'scalar') return scalar(change(value.value))
    return eachSeries(value, upper, (series) => mapSeries(series, change))
  }
  const part = calendar[upper]
  if (part)
    return eachSeries(args[0], upper, (series) => mapSeries(series, (_value, at) => part(new Date(at))))
  const other = others[upper]
  if (other) return other(args, scope)
  throw new MetricMathError(
    absent.has(upper) ? `Lambent does not implement the function ${upper} yet.` : `Unknown function ${name}.`,
  )
}

function reduceValue(
  name: string,
  value: Value | undefined,
  reduce: (values: readonly number[]) => number,
): Value {
  if (value?.kind === 'scalar') return scalar(reduce([value.value]))
  if (value?.kind === 'series')
    return scalar(value.series.points.size === 0 ? Number.NaN : reduce([...value.series.points.values()]))
  const items = seriesOf(value, name)
  const [first] = items
  if (!first) return arrayValue([])
  const at = new Map<number, number[]>()
  for (const { points } of items)
    for (const [instant, number] of points) at.set(instant, [...(at.get(instant) ?? []), number])
  const reduced = [...at]
    .sort(([left], [right]) => left - right)
    .map(([instant, numbers]) => [instant, reduce(numbers)] as const)
  return seriesValue(withPoints({ ...first, label: name }, reduced))
}

function eachSeries(value: Value | undefined, name: string, change: (series: Series) => Series): Value {
  if (value?.kind === 'array') return arrayValue(value.items.map(change))
  return seriesValue(change(oneSeries(value, name)))
}

function overEach(value: Value | undefined, name: string, measure: (series: Series) => number): Value {
  return scalar(sumOf(seriesOf(value, name).map(measure)))
}

function differences(
  series: Series,
  difference: (before: number, after: number, seconds: number) => number,
): Series {
  const points = [...series.points]
  return withPoints(
    series,
    points.slice(1).map(([at, value], index) => {
      const [beforeAt, before] = points[index] ?? [at, value]
      return [at, difference(before, value, (at - beforeAt) / 1000)] as const
    }),
  )
}

function instants({ start, end, period }: MathScope): number[] {
  const step = period * 1000
  const found: number[] = []
  for (let at = Math.ceil(start / step) * step; at < end && found.length < instantsMax; at += step)
    found.push(at)
  return found
}

/** Source: API Reference, GetMetricData: 100,800 data points in one answer. */
const instantsMax = 100_800

function fill(series: Series, filler: Value | undefined, scope: MathScope): Series {
  const points = [...series.points]
  const at = instants({ ...scope, period: series.period })
  if (filler?.kind === 'text' && filler.text === 'REPEAT') {
    let last: number | undefined
    return withPoints(
      series,
      at.flatMap((instant) => {
        last = series.points.get(instant) ?? last
        return last === undefined ? [] : [[instant, last] as const]
      }),
    )
  }
  if (filler?.kind === 'text' && filler.text === 'LINEAR')
    return withPoints(
      series,
      at.flatMap((instant) => {
        const value = series.points.get(instant) ?? between(points, instant)
        return value === undefined ? [] : [[instant, value] as const]
      }),
    )
  if (filler?.kind === 'series')
    return withPoints(
      series,
      at.flatMap((instant) => {
        const value = series.points.get(instant) ?? filler.series.points.get(instant)
        return value === undefined ? [] : [[instant, value] as const]
      }),
    )
  const value = oneScalar(filler, 'FILL')
  return withPoints(
    series,
    at.map((instant) => [instant, series.points.get(instant) ?? value] as const),
  )
}

function between(points: ReadonlyArray<readonly [number, number]>, at: number): number | undefined {
  const next = points.findIndex(([instant]) => instant > at)
  const [before, after] = [points[next - 1], points[next]]
  if (!before || !after) return undefined
  return before[1] + ((after[1] - before[1]) * (at - before[0])) / (after[0] - before[0])
}

function edge(value: Value | undefined, name: string, position: 0 | -1): Value {
  const chosen = seriesOf(value, name).at(position)
  if (!chosen) throw new MetricMathError(`${name} expects at least one time series.`)
  return seriesValue(chosen)
}

function sort(
  values: Value | undefined,
  by: Value | undefined,
  order: Value | undefined,
  limit: Value | undefined,
): Value {
  const reduce = by?.kind === 'text' ? reducers[by.text.toUpperCase()] : undefined
  if (!reduce)
    throw new MetricMathError('SORT expects one of AVG, MIN, MAX, SUM or STDDEV as its second argument.')
  const weight = ({ points }: Series) =>
    points.size === 0 ? Number.NEGATIVE_INFINITY : reduce([...points.values()])
  const sorted = [...seriesOf(values, 'SORT')].sort((left, right) => weight(left) - weight(right))
  if (order?.kind === 'text' && order.text.toUpperCase() === 'DESC') sorted.reverse()
  return arrayValue(limit === undefined ? sorted : sorted.slice(0, oneScalar(limit, 'SORT')))
}

/** `IF(condition, yes, no)`: without `no` the points where the condition does not hold are left out. */
function choose(condition: Value | undefined, yes: Value | undefined, no: Value | undefined): Value {
  if (!condition || !yes) throw new MetricMathError('IF expects a condition and a value.')
  if (condition.kind === 'scalar') {
    if (condition.value !== 0) return yes
    return no ?? (yes.kind === 'scalar' ? scalar(Number.NaN) : applyBinary('*', yes, scalar(Number.NaN)))
  }
  const test = oneSeries(condition, 'IF')
  const pick = (from: Value | undefined, at: number): number | undefined =>
    from?.kind === 'scalar'
      ? from.value
      : from === undefined
        ? undefined
        : oneSeries(from, 'IF').points.get(at)
  return seriesValue(
    withPoints(
      test,
      [...test.points].flatMap(([at, value]) => {
        const chosen = pick(value !== 0 ? yes : no, at)
        return chosen === undefined ? [] : [[at, chosen] as const]
      }),
    ),
  )
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
