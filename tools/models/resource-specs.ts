import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec'
import type { PropertyType as GivenType, Property, Resource, SpecDatabase } from '@aws-cdk/service-spec-types'
import type { PropertySpec, PropertyType, ResourceSpec } from '../../src/aws/resource-spec.ts'

/** All resource types that AWS publishes, sorted, by namespace (`AWS::SQS`) and then by name. */
export function readResourceSpecs(): Map<string, Map<string, Omit<ResourceSpec, 'typeName'>>> {
  const database = loadAwsServiceSpecSync()
  const resources = [...database.all('resource')].sort((a, b) =>
    a.cloudFormationType < b.cloudFormationType ? -1 : 1,
  )
  const namespaces = new Map<string, Map<string, Omit<ResourceSpec, 'typeName'>>>()
  for (const resource of resources) {
    const namespace = resource.cloudFormationType.split('::').slice(0, 2).join('::')
    const types = namespaces.get(namespace) ?? new Map()
    types.set(resource.cloudFormationType, new Reading(database).resource(resource))
    namespaces.set(namespace, types)
  }
  return namespaces
}

/** Reads one resource type; definitions are read when a property first names them. */
class Reading {
  readonly #database: SpecDatabase
  readonly #definitions: Record<string, Record<string, PropertySpec>> = {}

  constructor(database: SpecDatabase) {
    this.#database = database
  }

  resource(resource: Resource): Omit<ResourceSpec, 'typeName'> {
    const properties = this.#properties(resource.properties)
    const tags = resource.tagInformation
    return {
      properties,
      definitions: this.#definitions,
      attributes: Object.fromEntries(
        Object.entries(resource.attributes).map(([name, { type }]) => [name, this.#type(type)]),
      ),
      primaryIdentifier: resource.primaryIdentifier ?? [],
      ...(resource.cfnRefIdentifier ? { refIdentifier: resource.cfnRefIdentifier } : {}),
      ...(tags ? { tags: { property: tags.tagPropertyName, as: tagForms[tags.variant] } as const } : {}),
    }
  }

  #properties(given: Readonly<Record<string, Property>>): Record<string, PropertySpec> {
    return Object.fromEntries(
      Object.entries(given)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, property]) => [name, this.#property(property)]),
    )
  }

  #property({ type, required, causesReplacement }: Property): PropertySpec {
    return {
      type: this.#type(type),
      ...(required ? { required } : {}),
      ...(causesReplacement === 'yes' ? { replaces: 'always' } : {}),
      ...(causesReplacement === 'maybe' ? { replaces: 'sometimes' } : {}),
    }
  }

  #type(given: GivenType): PropertyType {
    switch (given.type) {
      case 'array':
        return { list: this.#type(given.element) }
      case 'map':
        return { map: this.#type(given.element) }
      case 'union':
        return { anyOf: given.types.map((type) => this.#type(type)) }
      case 'ref':
        return this.#definition(given.reference.$ref)
      case 'date-time':
        return 'timestamp'
      case 'string':
      case 'integer':
        return given.allowedValues?.length ? { oneOf: given.allowedValues } : given.type
      case 'null':
        return 'json'
      default:
        return given.type
    }
  }

  #definition(id: string): PropertyType {
    const definition = this.#database.get('typeDefinition', id)
    if (!(definition.name in this.#definitions)) {
      // Named before it is read: definitions may contain themselves.
      this.#definitions[definition.name] = {}
      this.#definitions[definition.name] = this.#properties(definition.properties)
    }
    return `#${definition.name}`
  }
}

const tagForms = { standard: 'list', map: 'map', asg: 'autoScaling' } as const
