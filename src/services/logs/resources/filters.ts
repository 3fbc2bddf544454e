/** AWS::Logs::SubscriptionFilter, AWS::Logs::MetricFilter. Source: CloudFormation template reference, of these names. */
import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { Json, JsonObject } from '../../../base/json.ts'
import type {
  MadeResource,
  ResourceProperties,
  ResourceRequest,
  ResourceType,
} from '../../../dispatch/index.ts'
import { everyItem, nameOf, resourceExists, unlessMissing } from '../../../dispatch/index.ts'

const missing = 'ResourceNotFoundException'

export const subscriptionFilter: ResourceType = filterType({
  typeName: 'AWS::Logs::SubscriptionFilter',
  operations: 'SubscriptionFilter',
  list: 'subscriptionFilters',
  identifier: (group, name) => `${name}|${group}`,
  input: (properties) => ({
    ...lowered(properties, [
      'ApplyOnTransformedLogs',
      'DestinationArn',
      'Distribution',
      'EmitSystemFields',
      'FieldSelectionCriteria',
      'FilterPattern',
      'RoleArn',
    ]),
  }),
  properties: (found) =>
    raised(found, [
      'applyOnTransformedLogs',
      'destinationArn',
      'distribution',
      'emitSystemFields',
      'fieldSelectionCriteria',
      'filterPattern',
      'roleArn',
    ]),
})

export const metricFilter: ResourceType = filterType({
  typeName: 'AWS::Logs::MetricFilter',
  operations: 'MetricFilter',
  list: 'metricFilters',
  identifier: (group, name) => `${group}|${name}`,
  input: (properties) => ({
    ...lowered(properties, [
      'ApplyOnTransformedLogs',
      'EmitSystemFieldDimensions',
      'FieldSelectionCriteria',
      'FilterPattern',
    ]),
    metricTransformations: ((properties.MetricTransformations ?? []) as readonly JsonObject[]).map(
      apiTransformation,
    ),
  }),
  properties: (found) => ({
    ...raised(found, [
      'applyOnTransformedLogs',
      'emitSystemFieldDimensions',
      'fieldSelectionCriteria',
      'filterPattern',
    ]),
    MetricTransformations: ((found.metricTransformations ?? []) as readonly JsonObject[]).map(
      templateTransformation,
    ),
  }),
})

/** What the two kinds of filters of a group do not share. */
interface Kind {
  readonly typeName: string
  /** The end of the operations' names: `Put…`, `Delete…`, `Describe…s`. */
  readonly operations: string
  /** The member of a listing that has the filters. */
  readonly list: string
  readonly identifier: (group: string, name: string) => string
  readonly input: (properties: ResourceProperties) => object
  readonly properties: (found: ResourceProperties) => ResourceProperties
}

function filterType(kind: Kind): ResourceType {
  const { typeName, operations, list, identifier } = kind
  const filtersOf = (calls: Parameters<typeof everyItem>[0], logGroupName: string, prefix?: string) =>
    everyItem<JsonObject>(
      calls,
      `logs:Describe${operations}s`,
      { logGroupName, ...(prefix === undefined ? {} : { filterNamePrefix: prefix }) },
      list,
      'nextToken',
    )
  const find = async (calls: Parameters<typeof everyItem>[0], group: string, name: string) =>
    (await filtersOf(calls, group, name)).find(({ filterName }) => filterName === name)
  const put = async ({ call, properties }: ResourceRequest, filterName: string) => {
    const logGroupName = properties.LogGroupName
    await call(`logs:Put${operations}`, { logGroupName, filterName, ...kind.input(properties) })
    return madeOf(filterName, String(logGroupName))
  }
  return {
    async create(request) {
      const name = nameOf(request, 'FilterName', { max: 512 })
      const group = String(request.properties.LogGroupName)
      // The operation would write over a filter that is there; a stack does not.
      if (request.properties.FilterName !== undefined && !request.again && (await find(request, group, name)))
        throw resourceExists(typeName, identifier(group, name))
      return put(request, name)
    },

    update: (request) => put(request, request.physicalId),

    async remove({ call, physicalId, properties }) {
      await unlessMissing(
        call(`logs:Delete${operations}`, {
          logGroupName: properties.LogGroupName,
          filterName: physicalId,
        }),
        missing,
      )
    },

    async read(query) {
      const [first = '', second = ''] = query.identifier.split('|', 2)
      const [LogGroupName, FilterName] = identifier('a', 'b') === 'a|b' ? [first, second] : [second, first]
      const found = await unlessMissing(find(query, LogGroupName, FilterName), missing)
      if (!found) return undefined
      return {
        ...madeOf(FilterName, LogGroupName),
        properties: { FilterName, LogGroupName, ...kind.properties(found as ResourceProperties) },
      }
    },

    async list(calls, { LogGroupName }) {
      const group = String(LogGroupName)
      return (await filtersOf(calls, group)).map(({ filterName }) => identifier(group, String(filterName)))
    },
  }
}

/** `Ref` gives the filter's name; the attributes are what Cloud Control names it by. */
function madeOf(FilterName: string, LogGroupName: string): MadeResource {
  return { physicalId: FilterName, attributes: { FilterName, LogGroupName } }
}

/** Members named as the API names them, in lower case at the beginning. */
function lowered(properties: ResourceProperties, names: readonly string[]): Record<string, Json> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = properties[name]
      return value === undefined ? [] : [[name.charAt(0).toLowerCase() + name.slice(1), value]]
    }),
  )
}

function raised(found: ResourceProperties, names: readonly string[]): Record<string, Json> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = found[name]
      return value === undefined ? [] : [[name.charAt(0).toUpperCase() + name.slice(1), value]]
    }),
  )
}

const transformationNames = ['DefaultValue', 'MetricName', 'MetricNamespace', 'MetricValue', 'Unit']

/** Dimensions are a list in templates, and a map for the API. */
function apiTransformation(transformation: JsonObject): Api.MetricTransformation {
  const { Dimensions } = transformation
  return {
    ...lowered(transformation as ResourceProperties, transformationNames),
    ...(Dimensions === undefined
      ? {}
      : {
          dimensions: Object.fromEntries(
            (Dimensions as readonly JsonObject[]).map(({ Key, Value }) => [String(Key), String(Value)]),
          ),
        }),
  } as object as Api.MetricTransformation
}

function templateTransformation(found: JsonObject): Json {
  const { dimensions } = found
  const names = transformationNames.map((name) => name.charAt(0).toLowerCase() + name.slice(1))
  return {
    ...raised(found as ResourceProperties, names),
    ...(dimensions === undefined
      ? {}
      : {
          Dimensions: Object.entries(dimensions as JsonObject).map(([Key, Value]) => ({
            Key,
            Value: Value ?? null,
          })),
        }),
  }
}
