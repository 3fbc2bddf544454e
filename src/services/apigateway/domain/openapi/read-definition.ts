/**
 * A document of Swagger 2.0 or OpenAPI 3 as a REST API. Source: Developer Guide, "Develop REST APIs using OpenAPI in API Gateway" and
 * "OpenAPI extensions for API Gateway".
 */
import type {
  Authorizer,
  DocumentationPart,
  GatewayResponse,
  GatewayResponseType,
  RequestValidator,
  RestApi,
} from '@aws-sdk/client-api-gateway'
import type { Json, JsonObject } from '../../../../base/json.ts'
import { type BasePathRule, listOr, objectOr, prefixOf } from '../../../../engines/openapi/index.ts'
import {
  basePathOf,
  type Definition,
  DefinitionError,
  resolved,
  textIn,
  textsIn,
  truthIn,
  wholeIn,
} from './document.ts'
import { type ImportedMethod, readPathItem } from './operations.ts'
import { type ImportedModel, Models } from './schemas.ts'
import { authorizersOf, readSchemes } from './security.ts'

/** What a document says. Parts name one another by the names that the document gives them. */
export interface ImportedApi {
  /** Only what the document says. */
  readonly api: RestApi
  readonly models: readonly ImportedModel[]
  readonly authorizers: readonly Authorizer[]
  readonly requestValidators: readonly RequestValidator[]
  readonly gatewayResponses: ReadonlyArray<GatewayResponse & { readonly responseType: GatewayResponseType }>
  readonly documentationParts: readonly DocumentationPart[]
  /** Methods by path and name. */
  readonly paths: ReadonlyMap<string, ReadonlyMap<string, ImportedMethod>>
  readonly warnings: readonly string[]
}

/** Reads a document. Fails with a DefinitionError. */
export function readDefinition(document: Json, basePath: BasePathRule): ImportedApi {
  const root = objectOr(document)
  const version = versionOf(root)
  const definition: Definition = { root, version, warnings: [] }
  const schemes = readSchemes(definition)
  const models = new Models(definition)
  const prefix = prefixOf(basePathOf(definition), basePath)
  const room = { definition, models, schemes }
  const paths = new Map<string, ReadonlyMap<string, ImportedMethod>>()
  for (const [path, item] of Object.entries(objectOr(root.paths))) {
    if (path.startsWith('x-')) continue
    if (!path.startsWith('/')) throw new DefinitionError(`Invalid path specified: ${path}`)
    const whole = `${prefix}${path}`.replace(/(.)\/+$/, '$1')
    paths.set(whole, readPathItem(room, whole, resolved(definition, item)))
  }
  return {
    api: readApi(definition),
    models: models.all,
    authorizers: authorizersOf(schemes),
    requestValidators: readValidators(root),
    gatewayResponses: readGatewayResponses(root),
    documentationParts: readDocumentation(root),
    paths,
    warnings: definition.warnings,
  }
}

/** UNVERIFIED: the words. */
function versionOf(root: JsonObject): 2 | 3 {
  if (textIn(root.swagger)?.startsWith('2.')) return 2
  if (textIn(root.openapi)?.startsWith('3.')) return 3
  throw new DefinitionError('Invalid OpenAPI input.')
}

function readApi({ root }: Definition): RestApi {
  const info = objectOr(root.info)
  const policy = root['x-amazon-apigateway-policy']
  const types = root['x-amazon-apigateway-binary-media-types']
  const endpoint = objectOr(
    root['x-amazon-apigateway-endpoint-configuration'] ??
      objectOr(listOr(root.servers)[0])['x-amazon-apigateway-endpoint-configuration'],
  )
  const vpcEndpointIds = listOr(endpoint.vpcEndpointIds).flatMap((id) => textIn(id) ?? [])
  const disabled = endpoint.disableExecuteApiEndpoint
  return withoutUndefined({
    name: textIn(info.title),
    description: textIn(info.description) || undefined,
    version: textIn(info.version),
    binaryMediaTypes: types === undefined ? undefined : listOr(types).flatMap((type) => textIn(type) ?? []),
    minimumCompressionSize: wholeIn(root['x-amazon-apigateway-minimum-compression-size']),
    apiKeySource: textIn(
      root['x-amazon-apigateway-api-key-source'],
    )?.toUpperCase() as RestApi['apiKeySource'],
    policy: policy === undefined ? undefined : typeof policy === 'string' ? policy : JSON.stringify(policy),
    disableExecuteApiEndpoint: disabled === undefined ? undefined : truthIn(disabled),
    endpointConfiguration: vpcEndpointIds.length > 0 ? { vpcEndpointIds } : undefined,
    securityPolicy: textIn(root['x-amazon-apigateway-security-policy']) as RestApi['securityPolicy'],
    endpointAccessMode: textIn(
      root['x-amazon-apigateway-endpoint-access-mode'],
    ) as RestApi['endpointAccessMode'],
  })
}

function withoutUndefined(api: RestApi): RestApi {
  return Object.fromEntries(Object.entries(api).filter(([, value]) => value !== undefined)) as RestApi
}

function readValidators(root: JsonObject): readonly RequestValidator[] {
  return Object.entries(objectOr(root['x-amazon-apigateway-request-validators'])).map(([name, given]) => ({
    name,
    validateRequestBody: truthIn(objectOr(given).validateRequestBody),
    validateRequestParameters: truthIn(objectOr(given).validateRequestParameters),
  }))
}

function readGatewayResponses(root: JsonObject): ImportedApi['gatewayResponses'] {
  return Object.entries(objectOr(root['x-amazon-apigateway-gateway-responses'])).map(([type, given]) => {
    const { statusCode, responseParameters, responseTemplates } = objectOr(given)
    const status = textIn(statusCode)
    const parameters = textsIn(responseParameters)
    const templates = textsIn(responseTemplates)
    return {
      responseType: type as GatewayResponseType,
      ...(status === undefined ? {} : { statusCode: status }),
      ...(parameters === undefined ? {} : { responseParameters: parameters }),
      ...(templates === undefined ? {} : { responseTemplates: templates }),
    }
  })
}

/** The parts of documentation of a document. Source: Developer Guide, "x-amazon-apigateway-documentation object". */
export function readDocumentation(root: JsonObject): readonly DocumentationPart[] {
  const { documentationParts } = objectOr(root['x-amazon-apigateway-documentation'])
  return listOr(documentationParts).map((given): DocumentationPart => {
    const { location, properties } = objectOr(given)
    const place = objectOr(location)
    const members = Object.fromEntries(
      ['path', 'method', 'statusCode', 'name'].flatMap((member): Array<[string, string]> => {
        const value = textIn(place[member])
        return value === undefined ? [] : [[member, value]]
      }),
    )
    return {
      location: {
        type: textIn(place.type)?.toUpperCase() as NonNullable<DocumentationPart['location']>['type'],
        ...members,
      },
      properties: typeof properties === 'string' ? properties : JSON.stringify(objectOr(properties)),
    }
  })
}
