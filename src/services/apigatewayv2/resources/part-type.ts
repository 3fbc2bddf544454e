/** What the resource types of an API's parts have in common. Source: CloudFormation template reference, AWS::ApiGatewayV2::…. */
import type { Json, JsonObject } from '../../../base/json.ts'
import type {
  MadeResource,
  ResourceProperties,
  ResourceRequest,
  ResourceType,
} from '../../../dispatch/index.ts'
import { everyItem, given, unlessMissing } from '../../../dispatch/index.ts'

/** One kind of part. */
export interface PartType {
  /** `Route`: the end of the operations' names. */
  readonly name: string
  readonly idMember: string
  /** The properties that name what it belongs to, as identifiers have them; `ApiId` among them. */
  readonly parents: readonly string[]
  /** The order of identifiers. */
  readonly identifier: readonly string[]
  /** Properties that are members of the operations' inputs. */
  readonly members: readonly string[]
  /** What holds when a template takes a property away again, where that is no empty text, list or map. */
  readonly usual?: Readonly<Record<string, Json>>
  /** Maps of which an update names the entries to change. */
  readonly merged?: readonly string[]
  /** Properties in the form of the operations. */
  readonly toInput?: (properties: ResourceProperties) => ResourceProperties
  /** And back. */
  readonly toProperties?: (found: ResourceProperties) => ResourceProperties
  readonly updates?: readonly string[]
  readonly inert?: readonly string[]
}

/** Makes the resource type. */
export function partType(part: PartType): ResourceType {
  const { name, idMember, parents, identifier, members, toInput = same, toProperties = same } = part
  const place = (properties: ResourceProperties, id: Json) => ({
    ...given(properties, ...parents),
    [idMember]: id,
  })
  const madeOf = (properties: ResourceProperties, id: string): MadeResource => ({
    physicalId: id,
    attributes: { [idMember]: id, ...given(properties, ...parents) },
  })
  return {
    async create(request) {
      const { properties } = request
      const made = await createOnce<Readonly<Record<string, unknown>>>(request, `Create${name}`, {
        ...given(properties, ...parents),
        ...given(toInput(properties), ...members),
      })
      return madeOf(properties, String(made[idMember]))
    },

    async update(request) {
      const { properties, previous, physicalId, call } = request
      await call(`apigatewayv2:Update${name}`, {
        ...place(properties, physicalId),
        ...changesOf(part, toInput(previous), toInput(properties)),
      })
      return madeOf(properties, physicalId)
    },

    async remove({ call, physicalId, properties }) {
      await unlessMissing(
        call(`apigatewayv2:Delete${name}`, place(properties, physicalId)),
        'NotFoundException',
      )
    },

    async read({ call, identifier: text }) {
      const values = text.split('|')
      const named = Object.fromEntries(identifier.map((member, index) => [member, values[index] ?? '']))
      const found = await unlessMissing(call<object>(`apigatewayv2:Get${name}`, named), 'NotFoundException')
      if (!found) return undefined
      const shown = JSON.parse(JSON.stringify(found)) as ResourceProperties
      return {
        ...madeOf(named, String(named[idMember])),
        properties: { ...given(named, ...parents), ...given(toProperties(shown), ...members) },
      }
    },

    async list(calls, model) {
      const input = given(model, ...parents)
      const found = await everyItem<Readonly<Record<string, unknown>>>(
        calls,
        `apigatewayv2:Get${name}s`,
        input,
        'Items',
      )
      return found.map((item) => identifier.map((member) => String(input[member] ?? item[member])).join('|'))
    },

    ...(part.inert === undefined ? {} : { inert: part.inert }),
  }
}

/** Creates by a token, so that an attempt that is made again finds what the first one made. */
export function createOnce<Output>(
  request: ResourceRequest,
  operation: string,
  input: object,
): Promise<Output> {
  const token = JSON.stringify([request.stack?.id ?? '', request.logicalId, request.name({ max: 200 })])
  return request.call<Output>('apigatewayv2:CreateOnce', { operation, input, token })
}

/** What an update names: members as they shall be, and those that are gone as empty. */
export function changesOf(
  { members, usual = {}, merged = [], updates }: Pick<PartType, 'members' | 'usual' | 'merged' | 'updates'>,
  previous: ResourceProperties,
  next: ResourceProperties,
): Record<string, Json> {
  const named = updates ?? members
  const gone = named.flatMap((name): Array<[string, Json]> => {
    const before = previous[name]
    if (before === undefined || next[name] !== undefined) return []
    return [[name, merged.includes(name) ? emptied(before as JsonObject) : (usual[name] ?? empty(before))]]
  })
  const changed = named.flatMap((name): Array<[string, Json]> => {
    const value = next[name]
    if (value === undefined) return []
    if (!merged.includes(name)) return [[name, value]]
    const before = (previous[name] ?? {}) as JsonObject
    const left = Object.entries(before).filter(([key]) => !(key in (value as JsonObject)))
    return [[name, { ...emptied(Object.fromEntries(left)), ...(value as JsonObject) }]]
  })
  return Object.fromEntries([...gone, ...changed])
}

function emptied(map: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, empty(value ?? '')]))
}

function empty(value: Json): Json {
  if (Array.isArray(value)) return []
  return typeof value === 'object' && value !== null ? {} : ''
}

function same(properties: ResourceProperties): ResourceProperties {
  return properties
}
