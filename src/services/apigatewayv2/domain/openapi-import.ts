/**
 * An OpenAPI 3.0 document as an HTTP API. Source: API Gateway Developer Guide, "Working with OpenAPI definitions for HTTP APIs" and "OpenAPI
 * extensions for API Gateway".
 */
import type { Json, JsonObject } from '../../../base/json.ts'
import {
  type BasePathRule,
  listOr,
  methodsByWord,
  objectOr,
  prefixOf,
  serverPath,
} from '../../../engines/openapi/index.ts'
import { readRouteKey } from './route-keys.ts'

/** What a document says: bodies of parts, which name one another by the keys here instead of ids. */
export interface ImportedApi {
  /** Name, description, version, rules for other origins, tags. */
  readonly api: JsonObject
  readonly routes: readonly JsonObject[]
  /** By a key that routes give as their target. */
  readonly integrations: ReadonlyMap<string, JsonObject>
  /** By the names of the document, which routes give as their authorizer. */
  readonly authorizers: ReadonlyMap<string, JsonObject>
  readonly warnings: readonly string[]
}

/** A document that cannot be imported. */
export class OpenApiError extends Error {
  override readonly name = 'OpenApiError'
}

/** Reads a document. Fails with an OpenApiError. UNVERIFIED: the words of errors and warnings. */
export function readOpenApi(document: Json, basePath: BasePathRule): ImportedApi {
  const root = objectAt(document, 'The document')
  const version = textOf(root.openapi ?? '')
  if (!/^3\.0\.\d+$/.test(version))
    throw new OpenApiError(
      'Invalid OpenAPI input. Only OpenAPI 3.0.x documents can be imported as HTTP APIs.',
    )
  const importer = new Importer(root, basePath)
  return importer.read()
}

class Importer {
  readonly #root: JsonObject
  readonly #prefix: string
  readonly #integrations = new Map<string, JsonObject>()
  readonly #authorizers = new Map<string, JsonObject>()
  readonly #iam = new Set<string>()
  readonly #warnings: string[] = []

  constructor(root: JsonObject, basePath: BasePathRule) {
    this.#root = root
    this.#prefix = prefixOf(serverPath(root), basePath)
  }

  read(): ImportedApi {
    const components = objectOr(this.#root.components)
    for (const [name, scheme] of Object.entries(objectOr(components.securitySchemes)))
      this.#readScheme(name, objectAt(scheme, `securitySchemes.${name}`))
    const routes = Object.entries(objectOr(this.#root.paths)).flatMap(([path, item]) =>
      this.#readPath(path, objectAt(item, `paths.${path}`)),
    )
    return {
      api: this.#readApi(),
      routes,
      integrations: this.#integrations,
      authorizers: this.#authorizers,
      warnings: this.#warnings,
    }
  }

  #readApi(): JsonObject {
    const info = objectOr(this.#root.info)
    const cors = this.#root['x-amazon-apigateway-cors']
    const tags = listOr(this.#root.tags).flatMap((tag): Array<[string, Json]> => {
      const { name, 'x-amazon-apigateway-tag-value': value } = objectOr(tag)
      return value === undefined ? [] : [[textOf(name), textOf(value)]]
    })
    const [server] = listOr(this.#root.servers)
    const endpoint =
      this.#root['x-amazon-apigateway-endpoint-configuration'] ??
      objectOr(server)['x-amazon-apigateway-endpoint-configuration']
    return {
      Name: textOf(info.title ?? 'Imported API'),
      ...(info.description === undefined ? {} : { Description: textOf(info.description) }),
      ...(info.version === undefined ? {} : { Version: textOf(info.version) }),
      ...(cors === undefined
        ? {}
        : { CorsConfiguration: readCorsExtension(objectAt(cors, 'x-amazon-apigateway-cors')) }),
      ...(objectOr(endpoint).disableExecuteApiEndpoint === true ? { DisableExecuteApiEndpoint: true } : {}),
      ...(tags.length > 0 ? { Tags: Object.fromEntries(tags) } : {}),
    }
  }

  #readScheme(name: string, scheme: JsonObject): void {
    if (scheme['x-amazon-apigateway-authtype'] === 'awsSigv4') {
      this.#iam.add(name)
      return
    }
    const extension = scheme['x-amazon-apigateway-authorizer']
    if (extension === undefined) return
    const given = objectAt(extension, `securitySchemes.${name}.x-amazon-apigateway-authorizer`)
    const type = textOf(given.type ?? '').toUpperCase()
    const sources = textOf(given.identitySource ?? '')
      .split(',')
      .map((source) => source.trim())
      .filter((source) => source !== '')
    const common = { Name: name, AuthorizerType: type, IdentitySource: sources }
    if (type === 'JWT') {
      const jwt = objectOr(given.jwtConfiguration)
      const { issuer = null, audience } = jwt
      this.#authorizers.set(name, {
        ...common,
        JwtConfiguration: {
          ...(issuer === null ? {} : { Issuer: textOf(issuer) }),
          Audience: (Array.isArray(audience) ? (audience as readonly Json[]) : [audience ?? []].flat()).map(
            String,
          ),
        },
      })
      return
    }
    this.#authorizers.set(name, {
      ...common,
      ...texts(given, {
        authorizerUri: 'AuthorizerUri',
        authorizerCredentials: 'AuthorizerCredentialsArn',
        authorizerPayloadFormatVersion: 'AuthorizerPayloadFormatVersion',
        identityValidationExpression: 'IdentityValidationExpression',
      }),
      ...(given.enableSimpleResponses === undefined
        ? {}
        : { EnableSimpleResponses: textOf(given.enableSimpleResponses) === 'true' }),
      ...(given.authorizerResultTtlInSeconds === undefined
        ? {}
        : { AuthorizerResultTtlInSeconds: numberOf(given.authorizerResultTtlInSeconds) }),
    })
  }

  #readPath(path: string, item: JsonObject): JsonObject[] {
    return Object.entries(item).flatMap(([word, operation]) => {
      const method = methodsByWord.get(word)
      if (method === undefined) return []
      const given = objectAt(operation, `${word} ${path}`)
      const isDefault = path === '/$default' || given.isDefaultRoute === true
      const RouteKey = isDefault ? '$default' : `${method} ${this.#prefix}${path}`
      if (!readRouteKey(RouteKey)) throw new OpenApiError(`Unable to parse the path ${path} of the document`)
      return [this.#readRoute(RouteKey, given)]
    })
  }

  #readRoute(RouteKey: string, operation: JsonObject): JsonObject {
    const integration = operation['x-amazon-apigateway-integration']
    const target = integration === undefined ? undefined : this.#readIntegration(RouteKey, integration)
    if (target === undefined) this.#warnings.push(`No integration is defined for ${RouteKey}`)
    return {
      RouteKey,
      ...(operation.operationId === undefined ? {} : { OperationName: textOf(operation.operationId) }),
      ...(target === undefined ? {} : { Target: target }),
      ...this.#readSecurity(RouteKey, operation.security ?? this.#root.security),
    }
  }

  #readSecurity(key: string, security: Json | undefined): JsonObject {
    const [first] = listOr(security)
    const [name, scopes] = Object.entries(objectOr(first))[0] ?? []
    if (name === undefined) return {}
    if (this.#iam.has(name)) return { AuthorizationType: 'AWS_IAM' }
    const authorizer = this.#authorizers.get(name)
    if (!authorizer) {
      this.#warnings.push(`The security scheme ${name} of ${key} has no authorizer and is ignored`)
      return {}
    }
    if (authorizer.AuthorizerType !== 'JWT') return { AuthorizationType: 'CUSTOM', AuthorizerId: name }
    const wanted = listOr(scopes).map(String)
    return {
      AuthorizationType: 'JWT',
      AuthorizerId: name,
      ...(wanted.length > 0 ? { AuthorizationScopes: wanted } : {}),
    }
  }

  #readIntegration(routeKey: string, given: Json): string {
    const reference = objectAt(given, `The integration of ${routeKey}`).$ref
    const key = reference === undefined ? routeKey : textOf(reference)
    if (!this.#integrations.has(key)) this.#integrations.set(key, integrationOf(this.#resolved(given)))
    return key
  }

  /** What a reference within the document leads to. */
  #resolved(value: Json): JsonObject {
    const reference = objectOr(value).$ref
    if (reference === undefined) return objectOr(value)
    const path = textOf(reference).replace(/^#\//, '').split('/')
    let found: Json | undefined = this.#root
    for (const part of path) found = objectOr(found)[part.replaceAll('~1', '/').replaceAll('~0', '~')]
    if (found === undefined) throw new OpenApiError(`Unable to resolve the reference ${textOf(reference)}`)
    return objectOr(found)
  }
}

function integrationOf(given: JsonObject): JsonObject {
  const { timeoutInMillis, requestParameters, responseParameters, tlsConfig } = given
  return {
    IntegrationType: textOf(given.type ?? '').toUpperCase(),
    ...texts(given, {
      connectionId: 'ConnectionId',
      connectionType: 'ConnectionType',
      credentials: 'CredentialsArn',
      description: 'Description',
      httpMethod: 'IntegrationMethod',
      integrationSubtype: 'IntegrationSubtype',
      payloadFormatVersion: 'PayloadFormatVersion',
      uri: 'IntegrationUri',
    }),
    ...(timeoutInMillis === undefined ? {} : { TimeoutInMillis: numberOf(timeoutInMillis) }),
    ...(requestParameters === undefined ? {} : { RequestParameters: textMap(requestParameters) }),
    ...(responseParameters === undefined
      ? {}
      : {
          ResponseParameters: Object.fromEntries(
            Object.entries(objectAt(responseParameters, 'responseParameters')).map(([status, map]) => [
              status,
              textMap(map),
            ]),
          ),
        }),
    ...(tlsConfig === undefined
      ? {}
      : { TlsConfig: texts(objectAt(tlsConfig, 'tlsConfig'), { serverNameToVerify: 'ServerNameToVerify' }) }),
  }
}

/** Members that are texts, under their other names. */
function texts(given: JsonObject, names: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(
    Object.entries(names).flatMap(([from, to]): Array<[string, Json]> => {
      const value = given[from]
      if (value === undefined || value === null) return []
      if (typeof value === 'object') throw new OpenApiError(`${from} must be a text`)
      return [[to, from.endsWith('FormatVersion') ? versionText(value) : textOf(value)]]
    }),
  )
}

function textMap(given: Json | undefined): JsonObject {
  return Object.fromEntries(
    Object.entries(objectAt(given, 'A mapping of parameters')).map(([name, value]) => [name, textOf(value)]),
  )
}

/** A document may have anything anywhere, objects too that JavaScript cannot make a text of. A list is its members with commas. */
function textOf(value: Json | undefined): string {
  if (Array.isArray(value)) return (value as readonly Json[]).map(textOf).join(',')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function numberOf(value: Json): number {
  const number = typeof value === 'object' ? Number.NaN : Number(value)
  if (!Number.isFinite(number)) throw new OpenApiError(`${JSON.stringify(value)} is no number`)
  return number
}

/** YAML reads 2.0 as the number 2. */
function versionText(version: Json): string {
  return typeof version === 'number' ? version.toFixed(1) : textOf(version)
}

/** Names of the extension against those of the API. */
export const corsNames: Readonly<Record<string, string>> = {
  allowCredentials: 'AllowCredentials',
  allowHeaders: 'AllowHeaders',
  allowMethods: 'AllowMethods',
  allowOrigins: 'AllowOrigins',
  exposeHeaders: 'ExposeHeaders',
  maxAge: 'MaxAge',
}

function readCorsExtension(given: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(corsNames).flatMap(([from, to]): Array<[string, Json]> => {
      const value = given[from]
      if (value === undefined || value === null) return []
      if (from === 'allowCredentials') return [[to, textOf(value) === 'true']]
      if (from === 'maxAge') return [[to, numberOf(value)]]
      return [[to, (Array.isArray(value) ? (value as readonly Json[]) : [value]).map(textOf)]]
    }),
  )
}

function objectAt(value: Json | undefined, where: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new OpenApiError(`${where} must be an object`)
  return value as JsonObject
}
