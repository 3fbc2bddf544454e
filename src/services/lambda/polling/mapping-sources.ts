/** The source of a mapping as pollers see it, and where its poller keeps how far it has come. */
import {
  dynamodbStreamSource,
  kinesisSource,
  type StartingPosition,
  type StreamSource,
} from '../../../delivery/index.ts'
import type { Call } from '../../../dispatch/index.ts'
import type { Key, Store } from '../../../store/index.ts'
import type { MappingSettings, SourceKind } from '../domain/event-sources.ts'
import type { Home } from '../records.ts'
import { roleCaller } from '../role-caller.ts'

/** The key of a mapping's poller. */
export function pollerKey(uuid: string): Key {
  return ['lambda.mapping-progress', uuid]
}

/** A source is read as the role of the function. */
export interface SourceOf extends Home {
  readonly name: string
  readonly sourceArn: string
  readonly sourceKind: SourceKind
  readonly roleArn: string
}

/** What sources need. */
export function sourceSurroundings(
  of: SourceOf,
  { call, store }: { readonly call: Call; readonly store: Store },
) {
  return { call, store, caller: roleCaller(of, of.roleArn, of.name) }
}

/** Of Kinesis and DynamoDB. */
export function streamOf(
  of: SourceOf,
  surroundings: { readonly call: Call; readonly store: Store },
): StreamSource {
  const parts = sourceSurroundings(of, surroundings)
  return of.sourceKind === 'kinesis'
    ? kinesisSource(parts, of.sourceArn, of.roleArn)
    : dynamodbStreamSource(parts, of.sourceArn)
}

/** Where a mapping begins. */
export function startingPosition({ startingPosition: type, startingAt }: MappingSettings): StartingPosition {
  if (type === 'AT_TIMESTAMP') return { type, at: startingAt ?? 0 }
  return { type: type === 'LATEST' ? 'LATEST' : 'TRIM_HORIZON' }
}
