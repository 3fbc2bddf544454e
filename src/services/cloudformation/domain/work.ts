import type { JsonObject } from '../../../base/json.ts'
import type { StackOperation } from './operation.ts'
import type { Made, StackResource, Wait } from './resource.ts'
import type { Stack, StackOutput } from './stack.ts'

/** What is known of a stack and of the operation on it, at one moment. */
export interface Work {
  readonly stack: Stack
  readonly operation: StackOperation
  readonly resources: ReadonlyMap<string, StackResource>
  /** What the template asks for; absent where only what is there counts (deletions, rollbacks). */
  readonly target?: Target
  /** What attempts are under way in this process, by logical id. */
  readonly running: ReadonlySet<string>
  /** Resources of the target that were found unchanged. */
  readonly unchanged: ReadonlySet<string>
  /** Unit: milliseconds since the epoch. */
  readonly now: number
}

/** A template with parameters and conditions decided. */
export interface Target {
  /** Logical ids in the template's order. */
  readonly nodes: readonly string[]
  readonly dependencies: ReadonlyMap<string, ReadonlySet<string>>
  /** Values of NoEcho parameters: events do not tell them. */
  readonly hidden: readonly string[]
  /** The type of a resource; undefined: the template has none of the name. */
  type(logicalId: string): string | undefined
  /** All of a resource but what is only known once it is made. Throws an Error whose message is CloudFormation's. */
  resource(logicalId: string, live: Live): Declared
  /** Throws an Error whose message is CloudFormation's. */
  outputs(live: Live): readonly StackOutput[]
}

/** A resource as the template asks for it, its functions computed. */
export type Declared = Omit<Made, 'physicalId' | 'attributes' | 'seed' | 'noEcho'>

/** What functions of the template ask. */
export interface Live {
  find(logicalId: string): StackResource | undefined
}

/** What has to be known of resource types to decide about resources. */
export interface TypeFacts {
  /** Whether a resource changes, and whether another must take its place. */
  compare(previous: Made, next: Declared): Comparison
  /** Whether tags of the stack are put on it. */
  takesTags(type: string): boolean
  /** What is wrong with properties, each as CloudFormation words it. */
  problems(type: string, properties: JsonObject): readonly string[]
  /** Properties given that do not act here. */
  inert(type: string, properties: JsonObject): readonly string[]
  /** Whether it is only a record of something that is not here. */
  recordOnly(type: string): boolean
}

/** What makes of one version of a resource another. `changed`: names of top-level properties. */
export interface Comparison {
  readonly changed: readonly string[]
  readonly replaces: boolean
}

/** Something to do to a physical resource. */
export type Start =
  | {
      readonly do: 'create' | 'import'
      readonly logicalId: string
      readonly made: Made
      readonly again: boolean
    }
  | {
      readonly do: 'update'
      readonly logicalId: string
      readonly previous: Made
      readonly made: Made
      readonly again: boolean
    }
  /** An update that is under way is looked at. */
  | {
      readonly do: 'look'
      readonly logicalId: string
      readonly previous: Made
      readonly made: Made
      readonly underway: JsonObject
    }
  | { readonly do: 'remove'; readonly logicalId: string; readonly targets: readonly Made[] }
  /** A nested stack that was updated is to finish, or to go back. */
  | { readonly do: 'childCleanup' | 'childBack'; readonly logicalId: string; readonly made: Made }

/** What became of something that was started, or that came from outside. */
export type Outcome =
  | {
      readonly type: 'made'
      readonly logicalId: string
      readonly physicalId: string
      readonly attributes: JsonObject
      readonly noEcho?: boolean
    }
  | {
      readonly type: 'failed'
      readonly logicalId: string
      readonly reason: string
      readonly physicalId?: string
    }
  | { readonly type: 'removed'; readonly logicalId: string }
  /** `physicalId` and `attributes`: where it is made, and only waits for signals. `reason`: what its events tell of it. */
  | {
      readonly type: 'waiting'
      readonly logicalId: string
      readonly wait: Wait
      readonly physicalId?: string
      readonly attributes?: JsonObject
      readonly reason?: string
    }
  /** What has not come to its end tells of itself. */
  | { readonly type: 'told'; readonly logicalId: string; readonly reason: string }
  | { readonly type: 'signal'; readonly logicalId: string; readonly wait: Wait }
  | { readonly type: 'cancel' }
  /** Alarms were looked at, and none was in ALARM. */
  | { readonly type: 'looked'; readonly at: number }
  /** The operation cannot succeed, whatever its resources do. */
  | { readonly type: 'fail'; readonly reason: string }
  | {
      readonly type: 'delete'
      readonly retain: readonly string[]
      readonly token?: string
      readonly operationId: string
    }
  | { readonly type: 'proceed'; readonly phase: 'cleanup' | 'back' }
