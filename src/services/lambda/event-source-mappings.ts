/**
 * Event source mappings as they are kept; `polling/` reads their sources. A mapping is settled when it is
 * stored; that it is `Creating`, `Updating` or `Deleting` is only what the request is answered, as on AWS, where that
 * passes within seconds.
 */
import { collection } from '../../store/index.ts'
import type { MappingSettings, SourceKind } from './domain/event-sources.ts'
import type { Home, OfFunction } from './records.ts'

/** A mapping. Instants in milliseconds since the epoch. */
export type EventSourceMapping = OfFunction & {
  readonly uuid: string
  /** As the request named it: a version, an alias; absent for the function itself. */
  readonly qualifier?: string
  readonly sourceArn: string
  readonly sourceKind: SourceKind
  readonly enabled: boolean
  readonly settings: MappingSettings
  readonly modifiedAt: number
  readonly tags: Readonly<Record<string, string>>
}

/** By account, region and UUID; by function; by source. */
export const eventSourceMappings = collection<EventSourceMapping>()({
  name: 'lambda.event-source-mappings',
  key: ({ accountId, region, uuid }) => [accountId, region, uuid],
  indexes: {
    function: { key: ({ accountId, region, name }) => [accountId, region, name] },
    source: { key: ({ accountId, region, sourceArn }) => [accountId, region, sourceArn] },
  },
})

/** The ARN of a mapping. */
export function mappingArn({ accountId, region }: Home, partition: string, uuid: string): string {
  return `arn:${partition}:lambda:${region}:${accountId}:event-source-mapping:${uuid}`
}
