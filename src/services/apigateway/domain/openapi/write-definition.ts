/**
 * A deployed API as a document of Swagger 2.0 or OpenAPI 3. Source: Developer Guide, "Export a REST API from API Gateway", and answers of
 * AWS to GetExport.
 */
import type { Authorizer, DocumentationPart, Resource, RestApi } from '@aws-sdk/client-api-gateway'
import type { Json, JsonObject } from '../../../../base/json.ts'
import type { DeployedApi } from '../deployed-api.ts'
import { writeOperation } from './write-operation.ts'
import { writeSchemas } from './write-schemas.ts'

/** What is written beside what the languages themselves have. */
export interface ExportChoice {
  readonly version: 2 | 3
  readonly integrations: boolean
  readonly authorizers: boolean
  readonly documentation: boolean
  /** Policy, types of media, answers of API Gateway's own, and the like. */
  readonly all: boolean
}

/** What is exported. */
export interface ExportedApi {
  readonly api: DeployedApi
  readonly stageName: string
  /** With scheme and port: `http://abc.execute-api.us-east-1.localhost:4566`. */
  readonly address: string
  readonly documentation: readonly DocumentationPart[]
  readonly documentationVersion?: string | undefined
}

/** What a document of an API without a version says instead: when it was made. */
export function versionOf({ version, createdDate }: RestApi): string {
  return version ?? createdDate?.toISOString().replace(/\.\d{3}Z$/, 'Z') ?? ''
}

/** Writes the document. */
export function writeDefinition(exported: ExportedApi, choice: ExportChoice): JsonObject {
  const { api, stageName, address } = exported
  const { name = '', description } = api.restApi
  const { protocol, host } = new URL(address)
  const version = versionOf(api.restApi)
  const told = description === undefined ? {} : { description }
  const schemes = schemesOf(api, choice)
  const hasSchemes = Object.keys(schemes).length > 0
  if (choice.version === 2)
    return {
      swagger: '2.0',
      info: { ...told, version, title: name },
      host,
      basePath: `/${stageName}`,
      schemes: [protocol.replace(':', '')],
      paths: pathsOf(api, choice),
      ...(hasSchemes ? { securityDefinitions: schemes } : {}),
      definitions: writeSchemas(api.models, '#/definitions/'),
      ...extensionsOf(exported, choice),
    }
  const schemas = writeSchemas(api.models, '#/components/schemas/')
  return {
    openapi: '3.0.1',
    info: { title: name, ...told, version },
    servers: [{ url: `${address}/{basePath}`, variables: { basePath: { default: stageName } } }],
    paths: pathsOf(api, choice),
    components: {
      ...(Object.keys(schemas).length > 0 ? { schemas } : {}),
      ...(hasSchemes ? { securitySchemes: schemes } : {}),
    },
    ...extensionsOf(exported, choice),
  }
}

function pathsOf(
  { resources, authorizers, requestValidators }: DeployedApi,
  choice: ExportChoice,
): JsonObject {
  const style = {
    ...choice,
    authorizerNames: new Map(authorizers.map(({ id = '', name = '' }) => [id, name])),
    validatorNames: new Map(requestValidators.map(({ id = '', name = '' }) => [id, name])),
  }
  const sorted = resources.toSorted((a, b) => ((a.path ?? '') < (b.path ?? '') ? -1 : 1))
  return Object.fromEntries(
    sorted.flatMap(({ path = '', resourceMethods = {} }: Resource): Array<[string, Json]> => {
      const methods = Object.entries(resourceMethods).map(([name, method]): [string, Json] => [
        name === 'ANY' ? 'x-amazon-apigateway-any-method' : name.toLowerCase(),
        writeOperation(method, style),
      ])
      return methods.length === 0 ? [] : [[path, Object.fromEntries(methods)]]
    }),
  )
}

/** Keys, signatures and authorizers, as far as methods ask for them or they are API Gateway's own. */
function schemesOf(
  { resources, authorizers }: DeployedApi,
  { authorizers: extended }: ExportChoice,
): JsonObject {
  const methods = resources.flatMap(({ resourceMethods = {} }) => Object.values(resourceMethods))
  return {
    ...Object.fromEntries(
      authorizers.map((authorizer) => [authorizer.name ?? '', schemeOf(authorizer, extended)]),
    ),
    ...(methods.some(({ authorizationType }) => authorizationType === 'AWS_IAM')
      ? {
          sigv4: {
            type: 'apiKey',
            name: 'Authorization',
            in: 'header',
            ...(extended ? { 'x-amazon-apigateway-authtype': 'awsSigv4' } : {}),
          },
        }
      : {}),
    ...(methods.some(({ apiKeyRequired }) => apiKeyRequired)
      ? { api_key: { type: 'apiKey', name: 'x-api-key', in: 'header' } }
      : {}),
  }
}

function schemeOf(authorizer: Authorizer, extended: boolean): JsonObject {
  const { type = '', identitySource = '', authType } = authorizer
  const header = /^method\.request\.header\.([^,\s]+)$/.exec(identitySource)?.[1]
  const { authorizerUri, authorizerCredentials, identityValidationExpression, providerARNs } = authorizer
  const { authorizerResultTtlInSeconds } = authorizer
  const extension = {
    type: type.toLowerCase(),
    authorizerUri,
    authorizerCredentials,
    identitySource: identitySource || undefined,
    identityValidationExpression,
    authorizerResultTtlInSeconds,
    providerARNs,
  }
  return {
    type: 'apiKey',
    name: type !== 'REQUEST' && header !== undefined ? header : 'Unused',
    in: 'header',
    ...(extended
      ? {
          'x-amazon-apigateway-authtype': authType ?? 'custom',
          'x-amazon-apigateway-authorizer': JSON.parse(JSON.stringify(extension)) as JsonObject,
        }
      : {}),
  }
}

function extensionsOf(exported: ExportedApi, choice: ExportChoice): JsonObject {
  const { restApi, gatewayResponses, requestValidators } = exported.api
  const documented = choice.documentation && exported.documentation.length > 0
  if (!choice.all) return documented ? documentationOf(exported) : {}
  const { policy, binaryMediaTypes, minimumCompressionSize, apiKeySource, endpointConfiguration } = restApi
  const vpcEndpointIds = endpointConfiguration?.vpcEndpointIds ?? []
  const endpoint = {
    ...(vpcEndpointIds.length > 0 ? { vpcEndpointIds: [...vpcEndpointIds] } : {}),
    ...(restApi.disableExecuteApiEndpoint ? { disableExecuteApiEndpoint: true } : {}),
  }
  return {
    ...(requestValidators.length > 0
      ? {
          'x-amazon-apigateway-request-validators': Object.fromEntries(
            requestValidators.map(({ name = '', validateRequestBody, validateRequestParameters }) => [
              name,
              {
                validateRequestParameters: validateRequestParameters ?? false,
                validateRequestBody: validateRequestBody ?? false,
              },
            ]),
          ),
        }
      : {}),
    ...(gatewayResponses.length > 0
      ? {
          'x-amazon-apigateway-gateway-responses': Object.fromEntries(
            gatewayResponses.map(
              ({ responseType = '', statusCode, responseParameters, responseTemplates }) => [
                responseType,
                {
                  ...(statusCode === undefined ? {} : { statusCode: Number(statusCode) }),
                  ...(responseParameters && Object.keys(responseParameters).length > 0
                    ? { responseParameters }
                    : {}),
                  ...(responseTemplates ? { responseTemplates } : {}),
                },
              ],
            ),
          ),
        }
      : {}),
    ...(policy === undefined ? {} : { 'x-amazon-apigateway-policy': JSON.parse(policy) as Json }),
    ...(binaryMediaTypes?.length ? { 'x-amazon-apigateway-binary-media-types': [...binaryMediaTypes] } : {}),
    ...(minimumCompressionSize === undefined
      ? {}
      : { 'x-amazon-apigateway-minimum-compression-size': minimumCompressionSize }),
    ...(apiKeySource === undefined || apiKeySource === 'HEADER'
      ? {}
      : { 'x-amazon-apigateway-api-key-source': apiKeySource }),
    ...(Object.keys(endpoint).length > 0 ? { 'x-amazon-apigateway-endpoint-configuration': endpoint } : {}),
    ...(documented ? documentationOf(exported) : {}),
  }
}

function documentationOf({ documentation, documentationVersion }: ExportedApi): JsonObject {
  return {
    'x-amazon-apigateway-documentation': {
      ...(documentationVersion === undefined ? {} : { version: documentationVersion }),
      documentationParts: documentation.map(({ location, properties = '{}' }) => ({
        location: JSON.parse(JSON.stringify(location ?? {})) as JsonObject,
        properties: JSON.parse(properties) as Json,
      })),
    },
  }
}
