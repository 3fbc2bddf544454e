/** An HTTP API as an OpenAPI 3.0 document. Source: API Gateway Developer Guide, "Export an HTTP API from API Gateway". */
import type { Json, JsonObject } from '../../../base/json.ts'
import { corsNames } from './openapi-import.ts'
import { readRouteKey } from './route-keys.ts'

/** What is exported: bodies by their ids. */
export interface ExportedApi {
  readonly api: JsonObject
  readonly routes: readonly JsonObject[]
  readonly integrations: Readonly<Record<string, JsonObject>>
  readonly authorizers: Readonly<Record<string, JsonObject>>
  readonly address: string
  readonly createdAt: number
}

/** Writes the document; without extensions it says nothing that is API Gateway's alone. */
export function writeOpenApi(exported: ExportedApi, extensions: boolean): JsonObject {
  const { api, authorizers, address, createdAt } = exported
  const schemes = Object.entries(authorizers).map(([, body]): [string, Json] => [
    String(body.Name),
    schemeOf(body, extensions),
  ])
  if (exported.routes.some(isSigned)) schemes.push([signed, signedScheme(extensions)])
  const cors = api.CorsConfiguration as JsonObject | undefined
  return {
    openapi: '3.0.1',
    info: {
      title: String(api.Name),
      ...(api.Description === undefined ? {} : { description: api.Description }),
      version: String(api.Version ?? new Date(createdAt).toISOString().slice(0, 19).replace('T', ' ')),
    },
    servers: [{ url: `${address}/{basePath}`, variables: { basePath: { default: '' } } }],
    paths: pathsOf(exported, extensions),
    ...(schemes.length > 0 ? { components: { securitySchemes: Object.fromEntries(schemes) } } : {}),
    ...(extensions && cors !== undefined ? { 'x-amazon-apigateway-cors': lowered(cors, corsNames) } : {}),
    ...(extensions ? { 'x-amazon-apigateway-importexport-version': '1.0' } : {}),
  }
}

/** How routes that ask for signatures name this. Source: Developer Guide, "x-amazon-apigateway-authtype property". */
const signed = 'sigv4'

function isSigned(route: JsonObject): boolean {
  return route.AuthorizationType === 'AWS_IAM'
}

function signedScheme(extensions: boolean): JsonObject {
  return {
    type: 'apiKey',
    name: 'Authorization',
    in: 'header',
    ...(extensions ? { 'x-amazon-apigateway-authtype': 'awsSigv4' } : {}),
  }
}

function pathsOf(exported: ExportedApi, extensions: boolean): JsonObject {
  const paths = new Map<string, Record<string, Json>>()
  for (const route of exported.routes) {
    const key = readRouteKey(String(route.RouteKey))
    if (!key) continue
    const path = key.kind === 'default' ? '/$default' : key.path
    const isAny = key.kind === 'default' || key.method === 'ANY'
    const word = isAny ? 'x-amazon-apigateway-any-method' : key.method.toLowerCase()
    const operations = paths.get(path) ?? {}
    operations[word] = operationOf(route, path, exported, extensions)
    paths.set(path, operations)
  }
  return Object.fromEntries(paths)
}

function operationOf(
  route: JsonObject,
  path: string,
  { integrations, authorizers }: ExportedApi,
  extensions: boolean,
): JsonObject {
  const variables = [...path.matchAll(/\{([^}+]+)\+?\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    description: 'Generated path parameter',
    required: true,
    schema: { type: 'string' },
  }))
  const integration = integrations[String(route.Target ?? '').replace('integrations/', '')]
  const authorizer = authorizers[String(route.AuthorizerId ?? '')]
  const scopes = (route.AuthorizationScopes ?? []) as Json
  return {
    ...(route.OperationName === undefined ? {} : { operationId: route.OperationName }),
    ...(variables.length > 0 ? { parameters: variables } : {}),
    responses: { default: { description: `Default response for ${String(route.RouteKey)}` } },
    ...(authorizer === undefined ? {} : { security: [{ [String(authorizer.Name)]: scopes }] }),
    ...(isSigned(route) ? { security: [{ [signed]: [] }] } : {}),
    ...(extensions && route.RouteKey === '$default' ? { isDefaultRoute: true } : {}),
    ...(extensions && integration !== undefined
      ? { 'x-amazon-apigateway-integration': integrationOf(integration) }
      : {}),
  }
}

function integrationOf(body: JsonObject): JsonObject {
  return {
    ...lowered(body, {
      payloadFormatVersion: 'PayloadFormatVersion',
      integrationSubtype: 'IntegrationSubtype',
      httpMethod: 'IntegrationMethod',
      uri: 'IntegrationUri',
      credentials: 'CredentialsArn',
      connectionType: 'ConnectionType',
      connectionId: 'ConnectionId',
      requestParameters: 'RequestParameters',
      responseParameters: 'ResponseParameters',
      timeoutInMillis: 'TimeoutInMillis',
      description: 'Description',
    }),
    ...(body.TlsConfig === undefined
      ? {}
      : { tlsConfig: lowered(body.TlsConfig as JsonObject, { serverNameToVerify: 'ServerNameToVerify' }) }),
    type: String(body.IntegrationType).toLowerCase(),
  }
}

function schemeOf(body: JsonObject, extensions: boolean): JsonObject {
  const isJwt = body.AuthorizerType === 'JWT'
  const jwt = (body.JwtConfiguration ?? {}) as JsonObject
  const sources = ((body.IdentitySource ?? []) as readonly Json[]).map(String).join(', ')
  const authorizer = {
    type: isJwt ? 'jwt' : 'request',
    identitySource: sources,
    ...(isJwt
      ? { jwtConfiguration: { audience: jwt.Audience ?? [], issuer: jwt.Issuer ?? '' } }
      : lowered(body, {
          authorizerUri: 'AuthorizerUri',
          authorizerCredentials: 'AuthorizerCredentialsArn',
          authorizerPayloadFormatVersion: 'AuthorizerPayloadFormatVersion',
          authorizerResultTtlInSeconds: 'AuthorizerResultTtlInSeconds',
          identityValidationExpression: 'IdentityValidationExpression',
          enableSimpleResponses: 'EnableSimpleResponses',
        })),
  }
  return {
    ...(isJwt ? { type: 'oauth2', flows: {} } : { type: 'apiKey', name: 'Authorization', in: 'header' }),
    ...(extensions ? { 'x-amazon-apigateway-authorizer': authorizer } : {}),
  }
}

function lowered(body: JsonObject, names: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(
    Object.entries(names).flatMap(([to, from]): Array<[string, Json]> => {
      const value = body[from]
      return value === undefined ? [] : [[to, value]]
    }),
  )
}
