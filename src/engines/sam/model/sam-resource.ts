import { InvalidResource } from '../errors.ts'
import { carry, keysOf, set } from '../python/memory.ts'
import { type Dict, has, isDict, type Value } from '../python/values.ts'
import { checkProperties, type PropertyRules } from './properties.ts'
import { checkedLogicalId, keptAttributes, passedOn } from './resource.ts'

/** What a SAM resource, or an event, of some type may hold. */
export interface SamShape {
  /** For example `AWS::Serverless::Function` or `S3`. */
  readonly type: string
  readonly rules: PropertyRules
  /** Whether properties that have no rule are left out; else they are refused. */
  readonly ignoresUnknown?: boolean
}

/** A SAM resource, or an event, whose properties were checked. */
export class SamResource {
  readonly type: string
  /** An event's is its resource's, then its own name. */
  readonly logicalId: string
  /** A map of its own; the values are those of the template itself. */
  readonly properties: Dict
  readonly dependsOn: Value | undefined
  readonly attributes: Dict

  constructor(
    type: string,
    logicalId: string,
    properties: Dict,
    dependsOn: Value | undefined,
    attributes: Dict,
  ) {
    this.type = type
    this.logicalId = logicalId
    this.properties = properties
    this.dependsOn = dependsOn
    this.attributes = attributes
  }

  /** A property, or null. */
  get(name: string): Value {
    return this.properties[name] ?? null
  }

  /** The attributes that resources made of this one get. */
  get passedOn(): Dict {
    return passedOn(this.attributes)
  }
}

/**
 * Reads a resource or event of a shape.
 * `prepare` may change the properties before they are checked, as plug-ins do.
 * @throws InvalidResource for the first fault
 */
export function readSamResource(
  shape: SamShape,
  logicalId: string,
  given: Dict,
  prepare?: (properties: Dict) => void,
): SamResource {
  checkedLogicalId(logicalId)
  if (!has(given, 'Type')) throw new InvalidResource(logicalId, "Resource dict missing key 'Type'.")
  if (given.Type !== shape.type) {
    throw new InvalidResource(
      logicalId,
      `Resource has incorrect Type; expected '${shape.type}', got '${String(given.Type)}'`,
    )
  }
  const { Properties: held = {} } = given
  if (!isDict(held)) throw new InvalidResource(logicalId, 'Properties of a resource must be an object.')
  prepare?.(held)
  const properties: Dict = {}
  for (const name of keysOf(held)) {
    if (!has(shape.rules as unknown as Dict, name)) {
      if (shape.ignoresUnknown) continue
      throw new InvalidResource(logicalId, `property ${name} not defined for resource of type ${shape.type}`)
    }
    set(properties, name, carry(held, name) ?? null)
  }
  const attributes: Dict = {}
  for (const name of keptAttributes) {
    const value = given[name]
    if (value !== undefined) attributes[name] = value
  }
  checkProperties(logicalId, properties, shape.rules)
  return new SamResource(shape.type, logicalId, properties, given.DependsOn, attributes)
}
