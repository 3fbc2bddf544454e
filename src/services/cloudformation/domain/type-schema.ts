/**
 * A resource type's schema, as DescribeType tells it, out of what AWS publishes of the type. Texts and handlers are not in it.
 * Source: CloudFormation CLI User Guide, "Resource type schema".
 */
import type { PropertySpecs, PropertyType, ResourceSpec } from '../../../aws/resource-spec.ts'
import type { Json, JsonObject } from '../../../base/json.ts'

/** The schema as an object. */
export function typeSchema(spec: ResourceSpec): JsonObject {
  const { properties, definitions, attributes, primaryIdentifier, tags } = spec
  const readOnly = Object.keys(attributes)
  const own = { ...readOnlyProperties(spec), ...schemasOf(properties) }
  const createOnly = Object.entries(properties).filter(([, { replaces }]) => replaces === 'always')
  const required = requiredOf(properties)
  return {
    typeName: spec.typeName,
    definitions: Object.fromEntries(
      Object.entries(definitions).map(([name, members]) => [name, objectSchema(members)]),
    ),
    properties: own,
    additionalProperties: false,
    ...(required.length > 0 ? { required } : {}),
    readOnlyProperties: readOnly.map(pointer),
    createOnlyProperties: createOnly.map(([name]) => pointer(name)),
    primaryIdentifier: primaryIdentifier.map(pointer),
    tagging: tags
      ? { taggable: true, tagOnCreate: true, tagUpdatable: true, tagProperty: pointer(tags.property) }
      : { taggable: false },
  }
}

function pointer(name: string): string {
  return `/properties/${name.replaceAll('.', '/')}`
}

function readOnlyProperties({ attributes, properties }: ResourceSpec): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(attributes)
      .filter(([name]) => !name.includes('.') && !Object.hasOwn(properties, name))
      .map(([name, type]) => [name, schemaOf(type)]),
  )
}

function schemasOf(specs: PropertySpecs): Record<string, Json> {
  return Object.fromEntries(Object.entries(specs).map(([name, { type }]) => [name, schemaOf(type)]))
}

function objectSchema(specs: PropertySpecs): JsonObject {
  const required = requiredOf(specs)
  return {
    type: 'object',
    properties: schemasOf(specs),
    additionalProperties: false,
    ...(required.length > 0 ? { required } : {}),
  }
}

function requiredOf(specs: PropertySpecs): string[] {
  return Object.entries(specs)
    .filter(([, { required }]) => required)
    .map(([name]) => name)
}

function schemaOf(type: PropertyType): JsonObject {
  if (typeof type === 'string') {
    if (type.startsWith('#')) return { $ref: `#/definitions/${type.slice(1)}` }
    if (type === 'json') return { type: ['object', 'string'] }
    if (type === 'timestamp') return { type: 'string', format: 'date-time' }
    if (type === 'tag')
      return {
        type: 'object',
        properties: { Key: { type: 'string' }, Value: { type: 'string' } },
        required: ['Key', 'Value'],
        additionalProperties: false,
      }
    return { type }
  }
  if ('oneOf' in type) return { enum: [...type.oneOf] }
  if ('list' in type) return { type: 'array', items: schemaOf(type.list) }
  if ('map' in type) return { type: 'object', patternProperties: { '.*': schemaOf(type.map) } }
  return { anyOf: type.anyOf.map(schemaOf) }
}
