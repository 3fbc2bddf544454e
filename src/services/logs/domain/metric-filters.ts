import type { CompiledPattern } from '../../../engines/filter-pattern/index.ts'
import { invalidParameter } from '../errors.ts'
import { dimensionsPerFilter } from '../limits.ts'
import type { NewEvent } from './batch.ts'

/** How a match becomes a metric. Source: API Reference, MetricTransformation. */
export type MetricTransformation = {
  readonly metricName: string
  readonly metricNamespace: string
  /** A number, or a reference to what the pattern finds (`$bytes`, `$.latency`). */
  readonly metricValue: string
  readonly defaultValue?: number
  readonly dimensions?: Readonly<Record<string, string>>
  readonly unit?: string
}

/** One value of a metric. `timestamp` in milliseconds since the epoch. */
export interface MetricValue {
  readonly timestamp: number
  readonly value: number
  readonly dimensions: Readonly<Record<string, string>>
}

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/**
 * Refuses a transformation that the pattern cannot serve. Fails with InvalidParameterException.
 * Words: as published by users of AWS; UNVERIFIED: those of the value and of too many dimensions.
 */
export function checkTransformation(pattern: CompiledPattern, transformation: MetricTransformation): void {
  const { metricValue, defaultValue, dimensions = {} } = transformation
  const references = Object.values(dimensions)
  if (!isNumber(metricValue) && !pattern.canRefer(metricValue)) {
    throw invalidParameter('Invalid metric transformation: metric value must be a valid number or selector')
  }
  if (references.length === 0) return
  if (defaultValue !== undefined) {
    throw invalidParameter(
      'Invalid metric transformation: dimensions and default value are mutually exclusive properties',
    )
  }
  if (pattern.pattern.type !== 'json' && pattern.pattern.type !== 'fields')
    throw invalidParameter('The specified filter pattern does not support dimensions')
  if (references.length > dimensionsPerFilter)
    throw invalidParameter(`Invalid metric transformation: more than ${dimensionsPerFilter} dimensions`)
  if (!references.every((reference) => pattern.canRefer(reference)))
    throw invalidParameter('Invalid metric transformation: dimension value must be valid selector')
}

/**
 * What events add to a metric. A match without a number where one is asked for adds nothing, and one without a
 * dimension's value is published without that dimension.
 * Source: User Guide, "Configuring metric values for a metric filter". UNVERIFIED: both sides of the last sentence.
 */
export function metricValues(
  pattern: CompiledPattern,
  { metricValue, defaultValue, dimensions = {} }: MetricTransformation,
  events: readonly NewEvent[],
): MetricValue[] {
  return events.flatMap(({ timestamp, message }): MetricValue[] => {
    const match = pattern.match(message)
    if (match === undefined)
      return defaultValue === undefined ? [] : [{ timestamp, value: defaultValue, dimensions: {} }]
    const text = isNumber(metricValue) ? metricValue : match.value(metricValue)
    if (text === undefined || !isNumber(text)) return []
    const found = Object.entries(dimensions).flatMap(([name, reference]) => {
      const value = match.value(reference)
      return value === undefined || value === '' ? [] : [[name, value]]
    })
    return [{ timestamp, value: Number(text), dimensions: Object.fromEntries(found) }]
  })
}

function isNumber(text: string): boolean {
  return text.length <= 64 && number.test(text) && Number.isFinite(Number(text))
}
