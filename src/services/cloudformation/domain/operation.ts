import type { Principal } from '../../../aws/principal.ts'
import type { Deployment, Home, OperationType, StackOutput } from './stack.ts'

/**
 * Where an operation on a stack is.
 *
 *   forward       resources are made and changed as the template says, along the graph
 *   monitoring    all resources stand, and alarms are watched for a time
 *   cleanup       what the update has replaced or left out is removed
 *   back          resources are changed back to what they were
 *   backCleanup   what the update made is removed
 *   undo          what a creation made is removed
 *   delete        the stack is deleted
 *   awaiting      a nested stack was updated, and waits whether the stack around it cleans up or goes back
 */
export type Phase =
  | 'forward'
  | 'monitoring'
  | 'cleanup'
  | 'back'
  | 'backCleanup'
  | 'undo'
  | 'delete'
  | 'awaiting'

/** What begins work on a stack. */
export type OperationKind = 'create' | 'update' | 'import' | 'delete' | 'rollback'

/** Who is told how an operation on a nested stack went: the resource of the stack around it. */
export type ParentResource = {
  readonly stackUuid: string
  readonly logicalId: string
  readonly waitId: string
  /** `end`: it is told when the operation has ended, and not before. */
  readonly until?: 'end'
}

/** A principal as records hold it. */
export type StoredPrincipal = { readonly [Name in keyof Principal]: Principal[Name] }

/** Work on a stack, from its request to its end. One for each stack; it stays when it failed, for what continues it. */
export type StackOperation = Home & {
  readonly stackUuid: string
  readonly id: string
  readonly kind: OperationKind
  readonly type: OperationType
  readonly phase: Phase
  readonly ended: boolean
  /** Operations before it that failed and were not rolled back: what they did is still open. */
  readonly unsettled: readonly string[]
  readonly principal: StoredPrincipal
  readonly token?: string
  readonly startedAt: number
  /** A creation that takes longer fails. Unit: milliseconds since the epoch. */
  readonly deadlineAt?: number
  /** When alarms were looked at last, and when the operation has to be looked after again for their sake. */
  readonly lookedAt?: number
  readonly lookAt?: number
  /** When the monitoring time is over, of operations that have come to it. */
  readonly monitorUntil?: number
  /** What the stack was made from before: where a rollback leads. */
  readonly previous?: Deployment
  readonly previousOutputs?: readonly StackOutput[]
  readonly onFailure: 'ROLLBACK' | 'DO_NOTHING' | 'DELETE'
  readonly retainExceptOnCreate: boolean
  /** Of a deletion. */
  readonly retain: readonly string[]
  readonly force: boolean
  /** Of a continued rollback: logical ids of its own, and resources of nested stacks, behind the names of these. */
  readonly skip: readonly string[]
  readonly skipInNested?: readonly string[]
  /** Why it fails as a whole, whatever its resources say. */
  readonly failure?: string
  readonly cancelled?: boolean
  readonly policyDuringUpdate?: string
  /** Of an import: Cloud Control's identifiers by logical id. */
  readonly imports?: Readonly<Record<string, string>>
  readonly importExisting?: boolean
  readonly parent?: ParentResource
  readonly changeSetUuid?: string
}

/** A resource as ContinueUpdateRollback names it: `Queue`, or `app-Inner-1XYZ.Queue` of a nested stack. */
export function readSkipped(entry: string): { readonly stackName?: string; readonly logicalId: string } {
  const at = entry.indexOf('.')
  return at < 0 ? { logicalId: entry } : { stackName: entry.slice(0, at), logicalId: entry.slice(at + 1) }
}
