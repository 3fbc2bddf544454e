/**
 * Metrics that events carry in themselves: JSON documents whose member `_aws` says which other members are values and dimensions.
 * Functions write them to their output, so do agents and libraries by PutLogEvents.
 * Source: CloudWatch User Guide, "Specification: Embedded metric format". UNVERIFIED: that of a document with something wrong in it the rest
 * counts, but for its instant.
 */
import { isObject } from '../../../base/json.ts'
import { embeddedDimensions, embeddedMetricsPerDirective, embeddedValues } from '../limits.ts'
import type { NewEvent } from './batch.ts'

/** Values of one metric in one set of dimensions. `timestamp` in milliseconds since the epoch. */
export interface EmbeddedMetric {
  readonly namespace: string
  readonly name: string
  readonly timestamp: number
  readonly values: readonly number[]
  readonly dimensions: Readonly<Record<string, string>>
  readonly unit?: string
  /** Seconds: 1 or 60. */
  readonly storageResolution?: number
}

/** Whether a message may carry metrics: a look that costs little, for it is taken at every event. */
export function mayCarryMetrics(message: string): boolean {
  return message.includes('"CloudWatchMetrics"')
}

/**
 * The metrics of an event; none where it is no such document. What a runtime prints before the document (time, request, level) is passed
 * over. Namespaces of AWS's own are left out.
 */
export function embeddedMetrics({ message }: Pick<NewEvent, 'message'>): EmbeddedMetric[] {
  const document = documentIn(message)
  const metadata = document?._aws
  if (document === undefined || !isObject(metadata)) return []
  const { Timestamp: timestamp, CloudWatchMetrics: directives } = metadata
  if (typeof timestamp !== 'number' || !Array.isArray(directives)) return []
  return directives.flatMap((directive) => metricsOf(directive, document, timestamp))
}

function documentIn(message: string): Record<string, unknown> | undefined {
  const start = message.indexOf('{')
  if (start < 0 || !mayCarryMetrics(message)) return undefined
  try {
    const document: unknown = JSON.parse(message.slice(start))
    return isObject(document) ? document : undefined
  } catch {
    return undefined
  }
}

function metricsOf(
  directive: unknown,
  document: Record<string, unknown>,
  timestamp: number,
): EmbeddedMetric[] {
  if (!isObject(directive)) return []
  const { Namespace: namespace, Dimensions: sets = [], Metrics: definitions } = directive
  if (typeof namespace !== 'string' || namespace === '' || namespace.startsWith('AWS/')) return []
  if (!Array.isArray(definitions) || definitions.length > embeddedMetricsPerDirective) return []
  if (!Array.isArray(sets)) return []
  // Without a set there is one without dimensions.
  const dimensions = sets.length === 0 ? [{}] : sets.flatMap((set) => dimensionsOf(set, document))
  return definitions.filter(isObject).flatMap((definition) => {
    const { Name: name, Unit: unit, StorageResolution: storageResolution } = definition
    const values = typeof name === 'string' ? valuesOf(document[name]) : undefined
    if (typeof name !== 'string' || values === undefined) return []
    return dimensions.map((own) => ({
      namespace,
      name,
      timestamp,
      values,
      dimensions: own,
      ...(typeof unit === 'string' ? { unit } : {}),
      ...(typeof storageResolution === 'number' ? { storageResolution } : {}),
    }))
  })
}

/** One set of dimensions, or none where a member that it names is no string. */
function dimensionsOf(set: unknown, document: Record<string, unknown>): Array<Record<string, string>> {
  if (!Array.isArray(set) || set.length > embeddedDimensions) return []
  const found = set.flatMap((name): Array<[string, string]> => {
    const value = typeof name === 'string' ? document[name] : undefined
    return typeof value === 'string' && value !== '' ? [[name, value]] : []
  })
  return found.length === set.length ? [Object.fromEntries(found)] : []
}

function valuesOf(member: unknown): readonly number[] | undefined {
  const values: unknown[] = Array.isArray(member) ? member : [member]
  if (values.length === 0 || values.length > embeddedValues) return undefined
  return values.every((value) => typeof value === 'number') ? values : undefined
}
