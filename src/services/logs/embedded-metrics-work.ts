/** Publishes the metrics that new events carry in themselves (domain/embedded-metrics.ts). */
import type { Surroundings } from '../../dispatch/index.ts'
import type { JobHandler } from '../../jobs/index.ts'
import { type EmbeddedMetric, embeddedMetrics } from './domain/embedded-metrics.ts'
import { dimensionList, type LoggedDatum, publishMetrics } from './metrics.ts'
import { type Chunk, chunkKey, type FilterWork } from './records.ts'

/** Handles the queue of pieces that carry metrics. What cannot be published for as long as filters are tried is dropped. */
export function embeddedMetricsHandler(surroundings: Surroundings): JobHandler<FilterWork> {
  return async ({ value: work }) => {
    const keys = work.chunks.map((id) => chunkKey(work.groupId, id))
    const pieces = await surroundings.store.getMany<Chunk>(keys)
    const metrics = pieces.flatMap((piece) =>
      (piece?.value.events ?? []).flatMap(([, message]) => embeddedMetrics({ message })),
    )
    for (const [namespace, own] of Map.groupBy(metrics, (metric) => metric.namespace))
      await publishMetrics(surroundings, work, namespace, own.map(datumOf))
  }
}

function datumOf(metric: EmbeddedMetric): LoggedDatum {
  const { name, timestamp, values, dimensions, unit, storageResolution } = metric
  return {
    MetricName: name,
    Timestamp: new Date(timestamp),
    Values: [...values],
    Dimensions: dimensionList(dimensions),
    ...(unit === undefined ? {} : { Unit: unit }),
    ...(storageResolution === undefined ? {} : { StorageResolution: storageResolution }),
  }
}
