import type { JsonObject } from '../../../base/json.ts'
import type { StackOperation } from './operation.ts'
import type { Deployment, Home } from './stack.ts'

/** A change set. Instants: milliseconds since the epoch. */
export type ChangeSet = Home & {
  readonly stackUuid: string
  readonly uuid: string
  readonly name: string
  /** `arn:aws:cloudformation:us-east-1:123456789012:changeSet/name/uuid` */
  readonly id: string
  readonly stackId: string
  readonly stackName: string
  readonly type: 'CREATE' | 'UPDATE' | 'IMPORT'
  readonly description?: string
  readonly status: 'CREATE_COMPLETE' | 'FAILED'
  readonly statusReason?: string
  readonly executionStatus:
    | 'AVAILABLE'
    | 'UNAVAILABLE'
    | 'OBSOLETE'
    | 'EXECUTE_COMPLETE'
    | 'EXECUTE_IN_PROGRESS'
  readonly createdAt: number
  readonly deployment: Deployment
  /** As DescribeChangeSet answers them: `ResourceChange`s with before and after. */
  readonly changes: readonly JsonObject[]
  /** The same with property values. */
  readonly detailed: readonly JsonObject[]
  readonly onStackFailure?: StackOperation['onFailure']
  readonly imports?: Readonly<Record<string, string>>
  readonly importExisting?: boolean
  readonly includeNested: boolean
  readonly parentId?: string
  readonly rootId?: string
  /** Of changes to nested stacks: the change set of each, by logical id. */
  readonly nested?: Readonly<Record<string, string>>
  readonly operationId: string
  readonly token?: string
  readonly mode?: string
}
