import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { Json, JsonObject } from '../../../base/json.ts'
import type {
  MadeResource,
  ResourceCalls,
  ResourceProperties,
  ResourceRequest,
  ResourceType,
} from '../../../dispatch/index.ts'
import { everyItem, unlessMissing } from '../../../dispatch/index.ts'

/** AWS::Logs::QueryDefinition. Source: CloudFormation template reference, AWS::Logs::QueryDefinition. */
export const queryDefinition: ResourceType = {
  async create(request) {
    const { properties } = request
    // Definitions have ids that they get here: an attempt that is made again takes the one that the first made.
    const there = request.again ? await definitions(request) : []
    const same = there.find(
      ({ name, queryString }) => name === properties.Name && queryString === properties.QueryString,
    )
    return same ? madeOf(same.queryDefinitionId ?? '') : put(request)
  },

  update: (request) => put(request, request.physicalId),

  async remove({ call, physicalId }) {
    await unlessMissing(
      call('logs:DeleteQueryDefinition', { queryDefinitionId: physicalId }),
      'ResourceNotFoundException',
    )
  },

  async read(query) {
    const found = (await definitions(query)).find((one) => one.queryDefinitionId === query.identifier)
    if (!found) return undefined
    return {
      ...madeOf(query.identifier),
      properties: {
        QueryDefinitionId: query.identifier,
        Name: found.name ?? '',
        QueryString: found.queryString ?? '',
        QueryLanguage: found.queryLanguage ?? 'CWLI',
        ...(found.logGroupNames?.length ? { LogGroupNames: found.logGroupNames } : {}),
        ...(found.parameters === undefined
          ? {}
          : {
              Parameters: found.parameters.map(({ name, defaultValue, description }) => ({
                Name: name ?? '',
                ...(defaultValue === undefined ? {} : { DefaultValue: defaultValue }),
                ...(description === undefined ? {} : { Description: description }),
              })),
            }),
      },
    }
  },

  async list(calls) {
    return (await definitions(calls)).map(({ queryDefinitionId = '' }) => queryDefinitionId)
  },

  // Saved queries are kept; Logs Insights, which would run them, is not here.
  inert: ['QueryString', 'LogGroupNames', 'Parameters', 'QueryLanguage'],
}

async function put(
  { call, properties }: Pick<ResourceRequest, 'call' | 'properties'>,
  queryDefinitionId?: string,
): Promise<MadeResource> {
  const made = await call<Api.PutQueryDefinitionResponse>('logs:PutQueryDefinition', {
    ...inputOf(properties),
    ...(queryDefinitionId === undefined ? {} : { queryDefinitionId }),
  })
  return madeOf(made.queryDefinitionId ?? '')
}

function inputOf({
  Name,
  QueryString,
  LogGroupNames,
  QueryLanguage,
  Parameters,
}: ResourceProperties): object {
  return {
    name: Name,
    queryString: QueryString,
    ...(LogGroupNames === undefined ? {} : { logGroupNames: LogGroupNames }),
    ...(QueryLanguage === undefined ? {} : { queryLanguage: QueryLanguage }),
    ...(Parameters === undefined ? {} : { parameters: (Parameters as readonly Json[]).map(apiParameter) }),
  }
}

function apiParameter(parameter: Json): object {
  const { Name, DefaultValue, Description } = parameter as JsonObject
  return {
    name: Name,
    ...(DefaultValue === undefined ? {} : { defaultValue: DefaultValue }),
    ...(Description === undefined ? {} : { description: Description }),
  }
}

function definitions(calls: ResourceCalls): Promise<readonly Api.QueryDefinition[]> {
  return everyItem(calls, 'logs:DescribeQueryDefinitions', {}, 'queryDefinitions', 'nextToken')
}

function madeOf(id: string): MadeResource {
  return { physicalId: id, attributes: { QueryDefinitionId: id } }
}
