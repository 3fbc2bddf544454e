/** Methods as operations of a document. Source: answers of AWS, GetExport. */
import type { Integration, Method } from '@aws-sdk/client-api-gateway'
import type { Json, JsonObject } from '../../../../base/json.ts'

/** What an operation is written with. */
export interface OperationStyle {
  readonly version: 2 | 3
  readonly integrations: boolean
  /** All that is API Gateway's own. */
  readonly all: boolean
  readonly authorizerNames: ReadonlyMap<string, string>
  readonly validatorNames: ReadonlyMap<string, string>
}

/** An operation. */
export function writeOperation(method: Method, style: OperationStyle): JsonObject {
  const { operationName, methodIntegration, requestValidatorId } = method
  const security = securityOf(method, style)
  const validator = style.all ? style.validatorNames.get(requestValidatorId ?? '') : undefined
  return {
    ...(operationName === undefined ? {} : { operationId: operationName }),
    ...(style.version === 2 ? swaggerBody(method) : openApiBody(method)),
    ...(security.length > 0 ? { security } : {}),
    ...(validator === undefined ? {} : { 'x-amazon-apigateway-request-validator': validator }),
    ...(style.integrations && methodIntegration
      ? { 'x-amazon-apigateway-integration': writeIntegration(methodIntegration) }
      : {}),
  }
}

/** All that is asked for stands in one requirement. */
function securityOf(method: Method, { authorizerNames }: OperationStyle): readonly JsonObject[] {
  const { authorizationType, authorizerId = '', authorizationScopes = [], apiKeyRequired } = method
  const authorizer = authorizerNames.get(authorizerId)
  const named: JsonObject = {
    ...(authorizationType === 'AWS_IAM' ? { sigv4: [] } : {}),
    ...(authorizer === undefined ? {} : { [authorizer]: authorizationScopes }),
    ...(apiKeyRequired ? { api_key: [] } : {}),
  }
  return Object.keys(named).length > 0 ? [named] : []
}

const places: Readonly<Record<string, string>> = {
  path: 'path',
  querystring: 'query',
  multivaluequerystring: 'query',
  header: 'header',
  multivalueheader: 'header',
}

interface Parameter {
  readonly name: string
  readonly place: string
  readonly required: boolean
}

function parametersOf({ requestParameters = {} }: Method): readonly Parameter[] {
  return Object.entries(requestParameters).flatMap(([key, required]) => {
    const [, , kind = '', ...name] = key.split('.')
    const place = places[kind]
    return place === undefined ? [] : [{ name: name.join('.'), place, required }]
  })
}

function swaggerBody(method: Method): JsonObject {
  const { requestModels = {}, methodResponses = {}, methodIntegration = {} } = method
  const { requestTemplates = {}, integrationResponses = {} } = methodIntegration
  const consumes = [...new Set([...Object.keys(requestModels), ...Object.keys(requestTemplates)])]
  const produces = [
    ...new Set([
      ...Object.values(methodResponses).flatMap(({ responseModels = {} }) => Object.keys(responseModels)),
      ...Object.values(integrationResponses).flatMap(({ responseTemplates = {} }) =>
        Object.keys(responseTemplates),
      ),
    ]),
  ]
  const [model] = Object.values(requestModels)
  const parameters: Json[] = parametersOf(method).map(({ name, place, required }) => ({
    name,
    in: place,
    required,
    type: 'string',
  }))
  if (model !== undefined)
    parameters.push({ in: 'body', name: model, required: true, schema: { $ref: `#/definitions/${model}` } })
  const responses = Object.values(methodResponses).map(
    ({ statusCode = '', responseModels = {}, responseParameters = {} }): [string, Json] => {
      const [schema] = Object.values(responseModels)
      const headers = headersOf(responseParameters)
      return [
        statusCode,
        {
          description: `${statusCode} response`,
          ...(schema === undefined ? {} : { schema: { $ref: `#/definitions/${schema}` } }),
          ...(headers.length > 0
            ? { headers: Object.fromEntries(headers.map((name) => [name, { type: 'string' }])) }
            : {}),
        },
      ]
    },
  )
  return {
    ...(consumes.length > 0 ? { consumes } : {}),
    ...(produces.length > 0 ? { produces } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    responses: Object.fromEntries(responses),
  }
}

function headersOf(parameters: Readonly<Record<string, boolean>>): string[] {
  return Object.keys(parameters).map((name) => name.replace('method.response.header.', ''))
}

function openApiBody(method: Method): JsonObject {
  const { requestModels = {}, methodResponses = {} } = method
  const parameters: Json[] = parametersOf(method).map(({ name, place, required }) => ({
    name,
    in: place,
    ...(required ? { required } : {}),
    schema: { type: 'string' },
  }))
  const responses = Object.values(methodResponses).map(
    ({ statusCode = '', responseModels = {}, responseParameters = {} }): [string, Json] => {
      const headers = headersOf(responseParameters)
      return [
        statusCode,
        {
          description: `${statusCode} response`,
          ...(headers.length > 0
            ? {
                headers: Object.fromEntries(headers.map((name) => [name, { schema: { type: 'string' } }])),
              }
            : {}),
          content: contentOf(responseModels),
        },
      ]
    },
  )
  return {
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(Object.keys(requestModels).length > 0
      ? { requestBody: { content: contentOf(requestModels), required: true } }
      : {}),
    ...(responses.length > 0 ? { responses: Object.fromEntries(responses) } : {}),
  }
}

function contentOf(models: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(
    Object.entries(models).map(([type, model]) => [
      type,
      { schema: { $ref: `#/components/schemas/${model}` } },
    ]),
  )
}

/** An integration, without what is as it always is. */
function writeIntegration(integration: Integration): JsonObject {
  const {
    type = '',
    connectionType,
    timeoutInMillis,
    passthroughBehavior,
    integrationResponses,
  } = integration
  const { httpMethod, uri, credentials, connectionId, contentHandling, responseTransferMode } = integration
  const {
    requestParameters,
    requestTemplates,
    cacheNamespace,
    cacheKeyParameters = [],
    tlsConfig,
  } = integration
  const responses = Object.values(integrationResponses ?? {}).map(
    ({ selectionPattern, ...response }): [string, Json] => [
      selectionPattern || 'default',
      plain({ ...response }),
    ],
  )
  return plain({
    type: type.toLowerCase(),
    ...(connectionType === 'VPC_LINK' ? { connectionType, connectionId } : {}),
    credentials,
    httpMethod,
    uri,
    ...(responses.length > 0 ? { responses: Object.fromEntries(responses) } : {}),
    requestParameters,
    requestTemplates,
    passthroughBehavior: passthroughBehavior?.toLowerCase(),
    contentHandling,
    ...(timeoutInMillis === 29_000 ? {} : { timeoutInMillis }),
    ...(cacheKeyParameters.length > 0 ? { cacheNamespace, cacheKeyParameters } : {}),
    responseTransferMode,
    tlsConfig,
  })
}

function plain(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject
}
