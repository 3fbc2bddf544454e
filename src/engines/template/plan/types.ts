/** What a change set says of one resource. Source: API Reference, ResourceChange, ResourceChangeDetail, ResourceTargetDefinition. */
import type { JsonObject } from '../../../base/json.ts'

/** Whether and when an update of a property makes the resource anew. */
export type UpdateEffect = 'never' | 'conditionally' | 'always'

/** What a change set does with a resource. */
export type ChangeAction = 'Add' | 'Modify' | 'Remove' | 'Import'

/** The parts of a resource that may change. */
export type ResourceAttribute =
  | 'Properties'
  | 'Metadata'
  | 'CreationPolicy'
  | 'UpdatePolicy'
  | 'DeletionPolicy'
  | 'UpdateReplacePolicy'
  | 'Tags'

/** What becomes of a resource that is removed or replaced. */
export type PolicyAction =
  | 'Delete'
  | 'Retain'
  | 'Snapshot'
  | 'ReplaceAndDelete'
  | 'ReplaceAndRetain'
  | 'ReplaceAndSnapshot'

/** One reason why a part of a resource changes. Members that do not apply are absent. */
export interface ChangeDetail {
  readonly attribute: ResourceAttribute
  /** The property: `Environment`. */
  readonly name?: string
  /** With property values only: `/Properties/Environment/Variables/TABLE`. */
  readonly path?: string
  readonly beforeValue?: string
  readonly afterValue?: string
  readonly attributeChangeType?: 'Add' | 'Remove' | 'Modify'
  readonly requiresRecreation: 'Never' | 'Conditionally' | 'Always'
  readonly evaluation: 'Static' | 'Dynamic'
  readonly changeSource:
    | 'DirectModification'
    | 'ParameterReference'
    | 'ResourceReference'
    | 'ResourceAttribute'
    | 'Automatic'
  /** A parameter, a resource, or `Resource.Attribute`. */
  readonly causingEntity?: string
}

/** What happens to one resource. */
export interface ResourceChange {
  readonly action: ChangeAction
  readonly logicalId: string
  readonly type: string
  readonly replacement?: 'True' | 'False' | 'Conditional'
  readonly policyAction?: PolicyAction
  readonly scope: readonly ResourceAttribute[]
  readonly details: readonly ChangeDetail[]
  /** With property values only: the resource's parts, computed as far as they are known. */
  readonly beforeContext?: JsonObject
  readonly afterContext?: JsonObject
}
