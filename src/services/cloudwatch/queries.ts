/**
 * Queries: metrics and expressions over them, as GetMetricData and alarms on several metrics have them. Source: API Reference,
 * MetricDataQuery.
 */
import {
  evaluate,
  idsOf,
  MetricMathError,
  type ParsedExpression,
  parseExpression,
  type Series,
  type Value,
} from '../../engines/metric-math/index.ts'
import type { Store } from '../../store/index.ts'
import type { AlarmQuery, Home } from './domain/alarm.ts'
import { cut, floorTo, pointsOf } from './domain/periods.ts'
import { readStatistic, type Statistic } from './domain/statistics.ts'
import { invalidValue, validationError } from './errors.ts'
import { seriesIdOf } from './series-id.ts'
import { readSamples } from './values.ts'

/** A query that can be computed. */
export type ReadQuery =
  | (AlarmQuery & { readonly kind: 'metric'; readonly statistic: Statistic; readonly period: number })
  | (AlarmQuery & { readonly kind: 'expression'; readonly parsed: ParsedExpression })

/** Reads queries: ids, statistics, expressions, what refers to what. Fails with ValidationError. */
export function readQueries(queries: readonly AlarmQuery[]): ReadQuery[] {
  const ids = new Set<string>()
  for (const { id } of queries) {
    if (!/^[a-z][a-zA-Z0-9_]{0,254}$/.test(id))
      throw validationError(
        `The value for the id ${id} must begin with a lower case letter and have letters, digits and underscores only.`,
      )
    if (ids.has(id)) throw validationError(`The query id ${id} is not unique.`)
    ids.add(id)
  }
  const read = queries.map(readQuery)
  for (const query of read) followReferences(query, read, [])
  return read
}

function readQuery(query: AlarmQuery): ReadQuery {
  const { id, metric, expression, stat, period } = query
  if ((metric === undefined) === (expression === undefined))
    throw validationError(`The query ${id} must have either a MetricStat or an Expression.`)
  if (metric) {
    const statistic = readStatistic(stat ?? '')
    if (!statistic)
      throw invalidValue(`The value ${stat} for parameter Stat of the query ${id} is not supported.`)
    if (period === undefined) throw validationError(`The query ${id} must have a Period.`)
    return { ...query, kind: 'metric', statistic, period }
  }
  const parsed = inWords(id, () => parseExpression(expression ?? ''))
  return { ...query, kind: 'expression', parsed }
}

function followReferences(query: ReadQuery, all: readonly ReadQuery[], path: readonly string[]): void {
  if (query.kind === 'metric') return
  if (path.includes(query.id))
    throw validationError(`The expressions ${[...path, query.id].join(', ')} refer to each other.`)
  for (const id of idsOf(query.parsed)) {
    const referred = all.find((other) => other.id === id)
    if (referred) followReferences(referred, all, [...path, query.id])
  }
}

/** The range to compute, in milliseconds since the epoch. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** Computes queries: the series of each id. Fails with ValidationError where an expression cannot be computed. */
export async function computeQueries(
  store: Store,
  home: Home,
  queries: readonly ReadQuery[],
  range: Range,
): Promise<Map<string, readonly Series[]>> {
  const values = new Map<string, Value>()
  const metrics = new Map<string, Series>()
  for (const query of queries) {
    if (query.kind !== 'metric' || !query.metric) continue
    const series = await readSeries(store, home, query, range)
    metrics.set(query.id, series)
    values.set(query.id, { kind: 'series', series })
  }
  const shortest = Math.min(...[...metrics.values()].map(({ period }) => period))
  const lookUp = (id: string): Value | undefined => {
    const known = values.get(id)
    if (known) return known
    const query = queries.find((other) => other.id === id)
    if (query?.kind !== 'expression') return undefined
    const period = query.period ?? (Number.isFinite(shortest) ? shortest : 60)
    const value = inWords(id, () => evaluate(query.parsed, lookUp, { ...range, metrics, period }))
    values.set(id, value)
    return value
  }
  return new Map(
    queries.map((query) => {
      const value = lookUp(query.id)
      const label = query.label ?? (query.kind === 'metric' ? query.metric?.name : query.id) ?? query.id
      if (value?.kind === 'series') return [query.id, [{ ...value.series, label }]]
      if (value?.kind === 'array') return [query.id, value.items]
      throw validationError(`The expression ${query.id} must give a time series, not a single value.`)
    }),
  )
}

async function readSeries(
  store: Store,
  home: Home,
  query: ReadQuery & { readonly kind: 'metric' },
  { start, end }: Range,
): Promise<Series> {
  const { metric, period, statistic, unit, id } = query
  const seriesId = seriesIdOf(metric ?? { namespace: '', name: '', dimensions: [] })
  const origin = floorTo(start, period * 1000)
  const samples = await readSamples(store, home, seriesId, origin, end)
  const wanted = unit === undefined ? samples : samples.filter((sample) => sample.unit === unit)
  return { label: metric?.name ?? id, period, points: pointsOf(cut(wanted, origin, period), statistic) }
}

function inWords<T>(id: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof MetricMathError)) throw error
    throw validationError(`Error in expression '${id}': ${error.message}`)
  }
}
