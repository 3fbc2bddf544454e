import type { AccountId, Region } from '../../../aws/identifiers.ts'

/** Where a stack lives. */
export type Home = { readonly accountId: AccountId; readonly region: Region }

/** Source: API Reference, Stack, StackStatus. */
export type StackStatus =
  | 'CREATE_IN_PROGRESS'
  | 'CREATE_FAILED'
  | 'CREATE_COMPLETE'
  | 'ROLLBACK_IN_PROGRESS'
  | 'ROLLBACK_FAILED'
  | 'ROLLBACK_COMPLETE'
  | 'DELETE_IN_PROGRESS'
  | 'DELETE_FAILED'
  | 'DELETE_COMPLETE'
  | 'UPDATE_IN_PROGRESS'
  | 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'
  | 'UPDATE_COMPLETE'
  | 'UPDATE_FAILED'
  | 'UPDATE_ROLLBACK_IN_PROGRESS'
  | 'UPDATE_ROLLBACK_FAILED'
  | 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'
  | 'UPDATE_ROLLBACK_COMPLETE'
  | 'REVIEW_IN_PROGRESS'
  | 'IMPORT_IN_PROGRESS'
  | 'IMPORT_COMPLETE'
  | 'IMPORT_ROLLBACK_IN_PROGRESS'
  | 'IMPORT_ROLLBACK_FAILED'
  | 'IMPORT_ROLLBACK_COMPLETE'

/** A parameter's value as it was given to a deployment. */
export type StackParameter = {
  readonly name: string
  readonly value: string
  /** Of types that name a parameter of the Parameter Store: what stood there. */
  readonly resolved?: string
}

/** When an update or creation is to be taken back. Source: API Reference, RollbackConfiguration. */
export type RollbackSettings = {
  readonly triggers: ReadonlyArray<{ readonly arn: string; readonly type: string }>
  readonly monitoringMinutes?: number
}

/** What a stack is made from: everything that an update may change, and that a rollback brings back. */
export type Deployment = {
  /** Under which its template is kept. */
  readonly templateId: string
  readonly description?: string
  readonly parameters: readonly StackParameter[]
  readonly capabilities: readonly string[]
  readonly tags: Readonly<Record<string, string>>
  readonly notificationArns: readonly string[]
  readonly roleArn?: string
  readonly rollback?: RollbackSettings
  readonly changeSetId?: string
  /** What the SDK's `DeploymentConfig` was, as it was given. */
  readonly mode?: string
}

/** Source: API Reference, Output. */
export type StackOutput = {
  readonly key: string
  readonly value: string
  readonly description?: string
  readonly exportName?: string
}

/** Source: API Reference, OperationEntry. */
export type OperationType =
  | 'CREATE_STACK'
  | 'UPDATE_STACK'
  | 'DELETE_STACK'
  | 'CREATE_CHANGESET'
  | 'ROLLBACK'
  | 'CONTINUE_ROLLBACK'

/** A stack. Instants: milliseconds since the epoch. */
export type Stack = Home & {
  readonly uuid: string
  readonly name: string
  /** `arn:aws:cloudformation:us-east-1:123456789012:stack/name/uuid` */
  readonly id: string
  readonly status: StackStatus
  readonly statusReason?: string
  readonly createdAt: number
  readonly updatedAt?: number
  readonly deletedAt?: number
  /** Absent while only change sets exist (REVIEW_IN_PROGRESS). */
  readonly deployment?: Deployment
  readonly outputs: readonly StackOutput[]
  readonly timeoutMinutes?: number
  readonly disableRollback: boolean
  readonly retainExceptOnCreate?: boolean
  readonly terminationProtection: boolean
  readonly policy?: string
  readonly deletionMode?: string
  /** Nested stacks: the ids of the stack around it, and of the outermost. */
  readonly parentId?: string
  readonly rootId?: string
  /** Of nested stacks: how deep. */
  readonly depth?: number
  readonly lastOperations: ReadonlyArray<{ readonly type: OperationType; readonly id: string }>
  /** The token of the request that began its last operation, and which: asking again with it changes nothing. */
  readonly lastToken?: string
  readonly lastTokenFor?: string
  readonly drift?: { readonly status: string; readonly checkedAt: number }
}

/** The ARN of a stack. */
export function stackArn(home: Home & { readonly partition: string }, name: string, uuid: string): string {
  return `arn:${home.partition}:cloudformation:${home.region}:${home.accountId}:stack/${name}/${uuid}`
}
