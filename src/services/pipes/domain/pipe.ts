/** Pipes as they are kept. Instants in milliseconds since the epoch. */

import { type AccountId, partitionOf, type Region } from '../../../aws/identifiers.ts'
import type { JsonObject } from '../../../base/json.ts'

/** An account in a region. */
export type Home = { readonly accountId: AccountId; readonly region: Region }

export type PipeState =
  | 'CREATING'
  | 'CREATE_FAILED'
  | 'RUNNING'
  | 'STOPPED'
  | 'STARTING'
  | 'START_FAILED'
  | 'STOPPING'
  | 'UPDATING'
  | 'UPDATE_FAILED'
  | 'DELETING'

export type SourceKind = 'sqs' | 'kinesis' | 'dynamodb'

/** Where logs of a pipe go. */
export type LogSettings = {
  readonly level: 'OFF' | 'ERROR' | 'INFO' | 'TRACE'
  readonly groupArn?: string
  readonly includesData: boolean
}

export type Pipe = Home & {
  readonly name: string
  /** Never used again. */
  readonly id: string
  readonly description?: string
  readonly desiredState: 'RUNNING' | 'STOPPED'
  readonly state: PipeState
  readonly stateReason?: string
  readonly source: string
  readonly sourceKind: SourceKind
  /** As CreatePipe and UpdatePipe take them. */
  readonly sourceParameters: JsonObject
  readonly enrichment?: string
  readonly enrichmentParameters?: JsonObject
  readonly target: string
  readonly targetParameters?: JsonObject
  readonly roleArn: string
  readonly logs?: LogSettings
  readonly logConfiguration?: JsonObject
  readonly kmsKeyIdentifier?: string
  readonly tags: Readonly<Record<string, string>>
  readonly createdAt: number
  readonly modifiedAt: number
}

export function pipeArn({ accountId, region }: Home, name: string): string {
  return `arn:${partitionOf(region)}:pipes:${region}:${accountId}:pipe/${name}`
}
