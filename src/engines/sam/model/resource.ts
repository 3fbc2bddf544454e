import { InvalidResource } from '../errors.ts'
import { getAtt, ref } from '../intrinsics/build.ts'
import { entriesOf } from '../python/memory.ts'
import { type Dict, isDict, isTruthy, type Value } from '../python/values.ts'

/** A type of resource that the transform makes, and what others may ask of such a resource. */
export interface ResourceKind {
  /** For example `AWS::Lambda::Function`. */
  readonly type: string
  /** Whether it has Tags that `PropagateTags` reaches: a list, or a map as the template has it. */
  readonly tags?: boolean | 'map'
  /** What stands for its ARN, made of its logical id. */
  readonly arn?: (logicalId: string) => Value
  /** What stands for its name, made of its logical id. */
  readonly name?: (logicalId: string) => Value
}

/** `Fn::GetAtt` of the attribute, for `arn` and `name` of a kind. */
export const attribute =
  (name: string) =>
  (logicalId: string): Value =>
    getAtt(logicalId, name)

/** Attributes of a SAM resource that its own CloudFormation resource keeps. */
export const keptAttributes = [
  'DeletionPolicy',
  'UpdatePolicy',
  'Condition',
  'UpdateReplacePolicy',
  'Metadata',
]
/** Attributes of a SAM resource that everything made of it gets. */
const passedOnAttributes = ['Condition', 'DeletionPolicy', 'UpdateReplacePolicy']

/** What `Resource` can be made with. */
export interface ResourceParts {
  readonly dependsOn?: Value | undefined
  readonly attributes?: Dict
  readonly properties?: Dict
}

/** A CloudFormation resource in the making. Properties that are null or absent are left out when it is written. */
export class Resource {
  readonly kind: ResourceKind
  /** Some resources get their id when all else of them is known. */
  logicalId: string
  dependsOn: Value | undefined
  /** DeletionPolicy, Condition and the like. */
  readonly attributes: Dict
  readonly properties: Dict

  /** @throws InvalidResource when the id is not alphanumeric. */
  constructor(kind: ResourceKind, logicalId: string, parts: ResourceParts = {}) {
    this.kind = kind
    this.logicalId = checkedLogicalId(logicalId)
    this.dependsOn = parts.dependsOn
    this.attributes = { ...parts.attributes }
    this.properties = { ...parts.properties }
  }

  /** What stands for the resource's ARN. */
  get arn(): Value {
    return (this.kind.arn ?? ref)(this.logicalId)
  }

  /** What stands for the resource's name. Kinds that have none are known by their ARN. */
  get name(): Value {
    return this.kind.name ? this.kind.name(this.logicalId) : this.arn
  }

  /** The attributes that resources made of this one get. */
  get passedOn(): Dict {
    return passedOn(this.attributes)
  }

  /** The resource as the template has it under its logical id. */
  render(): Dict {
    const written: Dict = { Type: this.kind.type }
    if (isTruthy(this.dependsOn)) written.DependsOn = this.dependsOn as Value
    Object.assign(written, this.attributes)
    written.Properties = withoutNone(this.properties)
    return written
  }
}

/** The attributes that go on to everything made of a resource. */
export function passedOn(attributes: Dict): Dict {
  const passed: Dict = {}
  for (const name of passedOnAttributes) {
    const value = attributes[name]
    if (value !== undefined) passed[name] = value
  }
  return passed
}

/** Members that are not null. */
export function withoutNone(properties: Dict): Dict {
  const kept: Dict = {}
  for (const name in properties) {
    const value = properties[name]
    if (value !== null && value !== undefined) kept[name] = value
  }
  return kept
}

/** A logical id, or AWS's error when it has other characters than letters and digits. */
export function checkedLogicalId(logicalId: Value): string {
  if (typeof logicalId !== 'string' || !/^[A-Za-z0-9]+\n?$/.test(logicalId))
    throw new InvalidResource(String(logicalId), 'Logical ids must be alphanumeric.')
  return logicalId
}

/** Tags of a map as CloudFormation's list; null values become empty texts. */
export function tagList(tags: Value | undefined): Dict[] {
  if (!isDict(tags)) return []
  return entriesOf(tags).map(([key, value]) => ({ Key: key, Value: value ?? '' }))
}
