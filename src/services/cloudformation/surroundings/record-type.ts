import type { ResourceSpec } from '../../../aws/resource-spec.ts'
import type { JsonObject } from '../../../base/json.ts'
import {
  type MadeResource,
  type ReadResource,
  type ResourceProperties,
  type ResourceRequest,
  type ResourceType,
  resourceIdentifier,
  tagsOf,
} from '../../../dispatch/index.ts'
import { describeResource } from './attributes.ts'
import { formOf } from './forms.ts'
import type { FoundRecord } from './operations.ts'

const prefix = 'cloudformation'

/** How a type is made that only describes surroundings: as a record with ids and attributes of AWS's forms. */
export function recordType(spec: ResourceSpec): ResourceType {
  const { typeName } = spec
  return {
    recordOnly: true,

    async create(request) {
      const properties = withTags(spec, request)
      const made = describe(spec, request, properties)
      const identifier = resourceIdentifier(spec, made, properties)
      const { record } = await request.call<FoundRecord>(`${prefix}:CreateSurroundingsRecord`, {
        typeName,
        identifier,
        ...made,
        properties,
        maker: maker(request),
      })
      return record ? { physicalId: record.physicalId, attributes: definite(record.attributes) } : made
    },

    async update(request) {
      const properties = withTags(spec, request)
      const { physicalId } = request
      const identifier = resourceIdentifier(spec, request, request.previous)
      const attributes = {
        ...request.attributes,
        ...Object.fromEntries(
          Object.keys(spec.attributes).flatMap((name) => {
            const value = properties[name]
            return value === undefined || spec.primaryIdentifier.includes(name) ? [] : [[name, value]]
          }),
        ),
      }
      await request.call(`${prefix}:UpdateSurroundingsRecord`, {
        typeName,
        identifier,
        properties,
        attributes,
      })
      return { physicalId, attributes: definite(attributes) }
    },

    async remove(request) {
      const identifier = resourceIdentifier(spec, request, request.properties)
      await request.call(`${prefix}:DeleteSurroundingsRecord`, { typeName, identifier })
    },

    async read({ call, identifier }): Promise<ReadResource | undefined> {
      const { record } = await call<FoundRecord>(`${prefix}:GetSurroundingsRecord`, { typeName, identifier })
      return (
        record && {
          physicalId: record.physicalId,
          attributes: definite(record.attributes),
          properties: definite(record.properties),
        }
      )
    },

    async list({ call }) {
      const answer = await call<{ identifiers: readonly string[] }>(`${prefix}:ListSurroundingsRecords`, {
        typeName,
      })
      return answer.identifiers
    },
  }
}

function describe(spec: ResourceSpec, request: ResourceRequest, properties: JsonObject): MadeResource {
  const { max, lowerCase } = formOf(spec.typeName).name ?? {}
  return describeResource({
    spec,
    properties,
    seed: maker(request),
    name: request.name({ ...(max === undefined ? {} : { max }), ...(lowerCase ? { lowerCase } : {}) }),
    partition: request.partition,
    region: request.region,
    accountId: request.accountId,
    now: request.clock.now(),
  })
}

/** The same for each attempt at the same resource, another for any other. */
function maker(request: ResourceRequest): string {
  return `${request.accountId} ${request.region} ${request.stack?.id ?? ''} ${request.logicalId} ${request.name({ max: 255 })}`
}

/** The properties with the tags of the stack, where the type takes tags. */
function withTags(spec: ResourceSpec, request: ResourceRequest): ResourceProperties {
  const { properties } = request
  if (!spec.tags || Object.keys(request.stackTags).length === 0) return properties
  const { property, as } = spec.tags
  const tags = tagsOf(request, properties[property])
  return {
    ...properties,
    [property]: as === 'map' ? tags : Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  }
}

function definite(values: JsonObject): ResourceProperties {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
