/**
 * Operators between numbers, time series and arrays. Source: CloudWatch User Guide, "Using math expressions with CloudWatch
 * metrics", "Metric math syntax and functions".
 */
import {
  arrayValue,
  MetricMathError,
  mapSeries,
  type Series,
  scalar,
  seriesValue,
  type Value,
  withPoints,
} from './values.ts'

type Binary = (left: number, right: number) => number

const truth = (condition: boolean): number => (condition ? 1 : 0)

const operators: Readonly<Record<string, Binary>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '^': (left, right) => left ** right,
  '==': (left, right) => truth(left === right),
  '!=': (left, right) => truth(left !== right),
  '<': (left, right) => truth(left < right),
  '<=': (left, right) => truth(left <= right),
  '>': (left, right) => truth(left > right),
  '>=': (left, right) => truth(left >= right),
  AND: (left, right) => truth(left !== 0 && right !== 0),
  '&&': (left, right) => truth(left !== 0 && right !== 0),
  OR: (left, right) => truth(left !== 0 || right !== 0),
  '||': (left, right) => truth(left !== 0 || right !== 0),
}

/** Applies an operator. Two series meet where both have a point; two arrays cannot be combined. Fails with a MetricMathError. */
export function applyBinary(operator: string, left: Value, right: Value): Value {
  const apply = operators[operator]
  if (!apply) throw new MetricMathError(`The operator ${operator} is not supported.`)
  if (left.kind === 'text' || right.kind === 'text')
    throw new MetricMathError(`The operator ${operator} cannot be applied to a string.`)
  if (left.kind === 'scalar' && right.kind === 'scalar') return scalar(apply(left.value, right.value))
  if (left.kind === 'array' && right.kind === 'array')
    throw new MetricMathError(`The operator ${operator} cannot be applied to two arrays of time series.`)
  if (left.kind === 'array')
    return arrayValue(left.items.map((item) => applyToSeries(apply, item, right, false)))
  if (right.kind === 'array')
    return arrayValue(right.items.map((item) => applyToSeries(apply, item, left, true)))
  if (left.kind === 'series') return seriesValue(applyToSeries(apply, left.series, right, false))
  if (right.kind === 'series') return seriesValue(applyToSeries(apply, right.series, left, true))
  throw new MetricMathError(`The operator ${operator} cannot be applied here.`)
}

function applyToSeries(apply: Binary, series: Series, other: Value, swapped: boolean): Series {
  const both = (mine: number, theirs: number) => (swapped ? apply(theirs, mine) : apply(mine, theirs))
  if (other.kind === 'scalar') return mapSeries(series, (value) => both(value, other.value))
  if (other.kind !== 'series') throw new MetricMathError('Arrays of time series cannot be nested.')
  const { points } = other.series
  const met: Array<readonly [number, number]> = []
  for (const [at, value] of series.points) {
    const theirs = points.get(at)
    if (theirs !== undefined) met.push([at, both(value, theirs)])
  }
  return withPoints(series, met)
}

/** A minus before a value. */
export function negate(value: Value): Value {
  return applyBinary('*', value, scalar(-1))
}
