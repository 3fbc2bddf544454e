import type * as Api from '@aws-sdk/client-api-gateway'
import type { Json, JsonObject } from '../../../base/json.ts'
import {
  type MadeResource,
  orRemove,
  type ResourceProperties,
  type ResourceRequest,
  type ResourceType,
  unlessMissing,
} from '../../../dispatch/index.ts'
import { inputOf, loweredObject, propertiesOf } from './naming.ts'

const maps = [
  'RequestModels',
  'RequestParameters',
  'RequestTemplates',
  'ResponseModels',
  'ResponseParameters',
  'ResponseTemplates',
]

/** AWS::ApiGateway::Method: a method with its integration and all responses. Source: CloudFormation template reference, of that name. */
export const method: ResourceType = {
  async create(request) {
    const { call, properties, again } = request
    const place = placeOf(properties)
    if (again) await unlessMissing(call('apigateway:DeleteMethod', place), 'NotFoundException')
    await put(request)
    return madeOf(request)
  },

  /** A method is put anew: what is deployed of it stays as it is meanwhile. */
  async update(request) {
    const { call, properties, physicalId } = request
    await unlessMissing(call('apigateway:DeleteMethod', placeOf(properties)), 'NotFoundException')
    await put(request)
    return { physicalId, attributes: {} }
  },

  async remove({ call, properties }) {
    await unlessMissing(call('apigateway:DeleteMethod', placeOf(properties)), 'NotFoundException')
  },

  async read({ call, identifier }) {
    const [restApiId = '', resourceId = '', httpMethod = ''] = identifier.split('|')
    const found = await unlessMissing(
      call<Api.Method>('apigateway:GetMethod', { restApiId, resourceId, httpMethod }),
      'NotFoundException',
    )
    if (!found) return undefined
    return {
      physicalId: identifier,
      attributes: {},
      properties: {
        RestApiId: restApiId,
        ResourceId: resourceId,
        ...propertiesOf(
          found,
          'HttpMethod',
          'ApiKeyRequired',
          'AuthorizationType',
          'AuthorizerId',
          'AuthorizationScopes',
          'OperationName',
          'RequestModels',
          'RequestParameters',
          'RequestValidatorId',
        ),
      },
    }
  },
}

function madeOf(request: ResourceRequest): MadeResource {
  return { physicalId: request.name(), attributes: {} }
}

function placeOf(properties: ResourceProperties): {
  readonly restApiId: string
  readonly resourceId: string
  readonly httpMethod: string
} {
  return {
    restApiId: String(properties.RestApiId),
    resourceId: String(properties.ResourceId),
    httpMethod: String(properties.HttpMethod),
  }
}

async function put(request: ResourceRequest): Promise<void> {
  const { call, properties } = request
  const place = placeOf(properties)
  await call('apigateway:PutMethod', {
    ...place,
    ...inputOf(
      properties,
      'ApiKeyRequired',
      'AuthorizationScopes',
      'AuthorizerId',
      'OperationName',
      'RequestModels',
      'RequestValidatorId',
    ),
    authorizationType: String(properties.AuthorizationType ?? 'NONE'),
    ...flagsOf(properties.RequestParameters, 'requestParameters'),
  })
  await orRemove(
    request,
    () => putRest(request, place),
    () => call('apigateway:DeleteMethod', place),
  )
}

async function putRest({ call, properties }: ResourceRequest, place: object): Promise<void> {
  for (const given of (properties.MethodResponses ?? []) as readonly JsonObject[])
    await call('apigateway:PutMethodResponse', {
      ...place,
      ...(loweredObject(given, maps) as JsonObject),
      statusCode: String(given.StatusCode),
      ...flagsOf(given.ResponseParameters, 'responseParameters'),
    })
  if (properties.Integration === undefined || properties.Integration === null) return
  const { IntegrationResponses, ...integration } = properties.Integration as JsonObject
  await call('apigateway:PutIntegration', {
    ...place,
    type: 'MOCK',
    ...(loweredObject(integration as JsonObject, maps) as JsonObject),
  })
  for (const given of (IntegrationResponses ?? []) as readonly JsonObject[])
    await call('apigateway:PutIntegrationResponse', {
      ...place,
      ...(loweredObject(given, maps) as JsonObject),
      statusCode: String(given.StatusCode),
    })
}

/** Templates may write truth values as texts. */
function flagsOf(given: Json | undefined, member: string): object {
  if (given === undefined || given === null) return {}
  const flags = Object.entries(given as JsonObject).map(([name, value]) => [
    name,
    value === true || value === 'true',
  ])
  return { [member]: Object.fromEntries(flags) }
}
