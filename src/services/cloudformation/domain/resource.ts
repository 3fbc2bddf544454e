import type { JsonObject } from '../../../base/json.ts'
import type { Home } from './stack.ts'

/** Source: API Reference, StackEvent, ResourceStatus. */
export type ResourceStatus =
  | 'CREATE_IN_PROGRESS'
  | 'CREATE_FAILED'
  | 'CREATE_COMPLETE'
  | 'DELETE_IN_PROGRESS'
  | 'DELETE_FAILED'
  | 'DELETE_COMPLETE'
  | 'DELETE_SKIPPED'
  | 'UPDATE_IN_PROGRESS'
  | 'UPDATE_FAILED'
  | 'UPDATE_COMPLETE'
  | 'IMPORT_IN_PROGRESS'
  | 'IMPORT_FAILED'
  | 'IMPORT_COMPLETE'
  | 'IMPORT_ROLLBACK_IN_PROGRESS'
  | 'IMPORT_ROLLBACK_FAILED'
  | 'IMPORT_ROLLBACK_COMPLETE'

/** Source: Template Reference, "DeletionPolicy attribute". */
export type Policy = 'Delete' | 'Retain' | 'Snapshot' | 'RetainExceptOnCreate'

/**
 * What was made of a resource: enough to name it, change it back and remove it. `properties` are as they were handed to its type,
 * but that dynamic references stand as they were written.
 */
export type Made = {
  readonly type: string
  readonly physicalId?: string
  readonly attributes: JsonObject
  readonly properties: JsonObject
  /** What names of its own are made from; another for each physical resource. */
  readonly seed: string
  readonly deletionPolicy?: Policy
  readonly updateReplacePolicy?: Policy
  /** The logical ids of the resources that it needs. */
  readonly dependsOn: readonly string[]
  readonly metadata?: JsonObject
  readonly creationPolicy?: JsonObject
  readonly updatePolicy?: JsonObject
  /** A custom resource asked that `Fn::GetAtt` be masked. */
  readonly noEcho?: boolean
}

/** What an operation does to a resource. */
export type TaskAction = 'create' | 'update' | 'replace' | 'import' | 'delete' | 'restore'

/** For what from outside a resource waits: nothing of it is lost when the server ends. */
export type Wait = {
  /**
   * `answer`: a custom resource's; `signals`: of a wait condition or creation policy; `child`: a nested stack; `look`: until it is looked
   * at again.
   */
  readonly for: 'answer' | 'signals' | 'child' | 'look'
  /** Answers with another id are of an attempt that is over. */
  readonly id: string
  /** When the waiting ends by itself: it has failed then, or is looked at. Unit: milliseconds since the epoch. */
  readonly deadlineAt?: number
  /** How many signals are needed; those that came, by their unique ids. */
  readonly count?: number
  readonly signals?: JsonObject
  /** What the next look has to know. */
  readonly underway?: JsonObject
  /** Its end is that a physical resource is gone. */
  readonly removes?: boolean
}

/** The part that a resource has in the operation that is under way, or that ended last and may be rolled back. */
export type Task = {
  readonly operationId: string
  readonly action: TaskAction
  readonly state: 'running' | 'waiting' | 'done' | 'failed'
  readonly wait?: Wait
  /** The resource as it was when the stack was last stable; absent: it was not there. */
  readonly before?: Made
  /** Physical resources of attempts in between, which go when the stack is stable again. */
  readonly discarded?: readonly Made[]
  /** With which properties it is being changed; they become its own when that is done. */
  readonly next?: Made
  /** Only what the template says beside properties changed: nothing was done, and nobody is told. */
  readonly quiet?: boolean
}

/** A resource of a stack. Instants: milliseconds since the epoch. */
export type StackResource = Home &
  Made & {
    readonly stackUuid: string
    readonly logicalId: string
    readonly status: ResourceStatus
    readonly statusReason?: string
    readonly updatedAt: number
    readonly task?: Task
  }

/** The part of a resource that says what was made. */
export function madeOf(resource: Made): Made {
  const { type, attributes, properties, seed, dependsOn } = resource
  return {
    type,
    attributes,
    properties,
    seed,
    dependsOn,
    ...(resource.physicalId === undefined ? {} : { physicalId: resource.physicalId }),
    ...(resource.deletionPolicy && { deletionPolicy: resource.deletionPolicy }),
    ...(resource.updateReplacePolicy && { updateReplacePolicy: resource.updateReplacePolicy }),
    ...(resource.metadata && { metadata: resource.metadata }),
    ...(resource.creationPolicy && { creationPolicy: resource.creationPolicy }),
    ...(resource.updatePolicy && { updatePolicy: resource.updatePolicy }),
    ...(resource.noEcho && { noEcho: true }),
  }
}
