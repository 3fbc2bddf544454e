import { createHash } from 'node:crypto'
import type { MetricName } from './domain/dimensions.ts'

/** A short name of a metric for keys: dimensions may be longer than a key. */
export function seriesIdOf({ namespace, name, dimensions }: MetricName): string {
  const text = JSON.stringify([
    namespace,
    name,
    dimensions.map((dimension) => [dimension.name, dimension.value]),
  ])
  return createHash('sha256').update(text).digest('base64url').slice(0, 22)
}
