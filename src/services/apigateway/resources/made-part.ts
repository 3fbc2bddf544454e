/** What the resource types have in common of which an operation makes one, under an id that API Gateway chooses. */
import type { PatchOperation } from '@aws-sdk/client-api-gateway'
import type { Json } from '../../../base/json.ts'
import {
  everyItem,
  given,
  type MadeResource,
  type ResourceCalls,
  type ResourceProperties,
  type ResourceRequest,
  type ResourceType,
  retag,
  tagMap,
  tagsOf,
  unlessMissing,
} from '../../../dispatch/index.ts'

/** One kind. */
export interface MadePart {
  /** `Authorizer`: the end of the operations' names. */
  readonly name: string
  /** Where that is not `Create` with the name. */
  readonly create?: string
  /** `GetAuthorizers`. */
  readonly list: string
  /** The member of inputs that holds the id, and that of answers. */
  readonly member: string
  readonly answered?: string
  /** The attribute that gives the id. */
  readonly attribute: string
  /** Whether it belongs to an API. */
  readonly ofApi?: boolean
  /** The order of identifiers, where it is more than the id. */
  readonly identifier?: readonly string[]
  readonly input: (properties: ResourceProperties, request: ResourceRequest) => Record<string, Json>
  readonly patches: (previous: ResourceProperties, next: ResourceProperties) => readonly PatchOperation[]
  /** An answer as properties. */
  readonly shown: (answer: object) => ResourceProperties
  /** The collection in ARNs, of what takes tags. */
  readonly tagged?: string
  /** What must be gone before it may go. Fails with NotFoundException where it is gone itself. */
  readonly empty?: (calls: ResourceCalls, id: string) => Promise<void>
  readonly inert?: readonly string[]
  readonly recordOnly?: true
}

type Answer = Readonly<Record<string, unknown>>

/** Makes the resource type. */
export function madePart(part: MadePart): ResourceType {
  const { name, member, answered = 'id', attribute, ofApi = false, tagged } = part
  const parent = (properties: ResourceProperties) => (ofApi ? { restApiId: properties.RestApiId } : {})
  const madeOf = (properties: ResourceProperties, id: string): MadeResource => ({
    physicalId: id,
    attributes: { [attribute]: id, ...(ofApi ? given(properties, 'RestApiId') : {}) },
  })
  return {
    async create(request) {
      const { properties } = request
      const tags = tagged === undefined ? {} : tagMap('tags', tagsOf(request, properties.Tags))
      const made = await createOnce<Answer>(request, part.create ?? `Create${name}`, {
        ...parent(properties),
        ...part.input(properties, request),
        ...tags,
      })
      return madeOf(properties, String(made[answered]))
    },

    async update(request) {
      const { properties, previous, physicalId, call } = request
      const patchOperations = part.patches(previous, properties)
      if (patchOperations.length > 0)
        await call(`apigateway:Update${name}`, {
          ...parent(properties),
          [member]: physicalId,
          patchOperations,
        })
      if (tagged !== undefined) await retagged(request, `/${tagged}/${physicalId}`)
      return madeOf(properties, physicalId)
    },

    async remove(request) {
      const { call, physicalId, properties } = request
      if (part.empty) await unlessMissing(part.empty(request, physicalId), 'NotFoundException')
      await unlessMissing(
        call(`apigateway:Delete${name}`, { ...parent(properties), [member]: physicalId }),
        'NotFoundException',
      )
    },

    async read({ call, identifier: text }) {
      const names = part.identifier ?? [attribute]
      const values = text.split('|')
      const named = Object.fromEntries(names.map((property, index) => [property, values[index] ?? '']))
      const found = await unlessMissing(
        call<Answer>(`apigateway:Get${name}`, { ...parent(named), [member]: named[attribute] }),
        'NotFoundException',
      )
      if (!found) return undefined
      return {
        ...madeOf(named, String(named[attribute])),
        properties: { ...(ofApi ? given(named, 'RestApiId') : {}), ...part.shown(found) },
      }
    },

    async list(calls, model) {
      const found = await everyItem<Answer>(
        calls,
        `apigateway:${part.list}`,
        parent(model),
        'items',
        'position',
      )
      const names = part.identifier ?? [attribute]
      return found.map((item) =>
        names.map((property) => String(property === attribute ? item[answered] : model[property])).join('|'),
      )
    },

    ...(part.inert === undefined ? {} : { inert: part.inert }),
    ...(part.recordOnly === undefined ? {} : { recordOnly: part.recordOnly }),
  }
}

/** Creates by a token, so that an attempt that is made again finds what the first one made. */
export function createOnce<Output>(
  request: ResourceRequest,
  operation: string,
  input: object,
): Promise<Output> {
  const token = JSON.stringify([request.stack?.id ?? '', request.logicalId, request.name({ max: 200 })])
  return request.call<Output>('apigateway:CreateOnce', { operation, input, token })
}

/** The ARN that tags are put on. */
export function tagArn({ partition, region }: ResourceCalls, path: string): string {
  return `arn:${partition}:apigateway:${region}::${path}`
}

/** Brings tags to what they shall be. */
export function retagged(request: Parameters<typeof retag>[0], path: string): Promise<void> {
  const resourceArn = tagArn(request, path)
  return retag(
    request,
    'Tags',
    (tags) => request.call('apigateway:TagResource', { resourceArn, tags }),
    (tagKeys) => request.call('apigateway:UntagResource', { resourceArn, tagKeys }),
  )
}
