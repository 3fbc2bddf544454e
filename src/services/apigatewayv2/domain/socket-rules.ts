/**
 * What the parts of WebSocket APIs may be, where nothing else has to be read. Source: API Gateway Developer Guide, "WebSocket APIs", and
 * API Gateway V2 API Reference. A problem is said in a sentence; undefined: there is none. UNVERIFIED: the words.
 */
import type { Json, JsonObject } from '../../../base/json.ts'
import { javaPattern, TemplateError } from '../../../engines/mapping-template/index.ts'

/** Keys that have a meaning of their own. */
export const predefinedKeys = ['$connect', '$disconnect', '$default'] as const

/** The longest key of a route. Unit: characters. UNVERIFIED: as the API Reference's texts of one line. */
const routeKeyLengthMax = 128

/** What is wrong with a WebSocket API itself. */
export function socketApiProblem(body: JsonObject): string | undefined {
  if (body.RouteSelectionExpression === undefined)
    return 'Route selection expression is required for WebSocket APIs'
  if (!readsBody(String(body.RouteSelectionExpression)))
    return 'Route selection expression must be of the form $request.body.{path}'
  if (body.CorsConfiguration !== undefined) return 'Cors configuration is only supported for HTTP APIs'
  const keys = body.ApiKeySelectionExpression
  if (keys !== '$request.header.x-api-key' && keys !== '$context.authorizer.usageIdentifierKey')
    return 'Invalid ApiKeySelectionExpression specified'
  return undefined
}

/** Whether an expression names parts of a message, or is a fixed text. */
function readsBody(expression: string): boolean {
  const named = [...expression.matchAll(/(?<!\\)\$\{?([A-Za-z.]+)/g)]
  return named.length > 0 && named.every(([, name = '']) => name.startsWith('request.body'))
}

/** What is wrong with a route's own settings. */
export function socketRouteProblem(body: JsonObject): string | undefined {
  const key = String(body.RouteKey ?? '')
  if (key === '' || key.length > routeKeyLengthMax) return 'RouteKey must have 1 to 128 characters'
  if (key.startsWith('$') && !predefinedKeys.some((one) => one === key))
    return `The provided route key is not valid. Keys that begin with $ are ${predefinedKeys.join(', ')}`
  const isConnect = key === '$connect'
  const type = body.AuthorizationType ?? 'NONE'
  if (type === 'JWT') return 'JWT authorization is only supported for HTTP APIs'
  if (type !== 'NONE' && !isConnect) return 'Authorization is only supported for the $connect route'
  if (body.AuthorizationScopes !== undefined && (body.AuthorizationScopes as Json[]).length > 0)
    return 'Authorization scopes can only be specified for JWT authorization'
  const parameters = Object.keys((body.RequestParameters ?? {}) as JsonObject)
  if (parameters.length > 0 && !isConnect)
    return 'Request parameters are only supported for the $connect route'
  if (!parameters.every((name) => /^route\.request\.(?:header|querystring)\.\S+$/.test(name)))
    return 'Invalid mapping expression specified for request parameters'
  const response = body.RouteResponseSelectionExpression
  if (response !== undefined && response !== '$default')
    return 'RouteResponseSelectionExpression must be $default'
  return undefined
}

const integrationTypes = ['AWS', 'AWS_PROXY', 'HTTP', 'HTTP_PROXY', 'MOCK']
const passthroughs = ['WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER']

/** What is wrong with an integration's own settings. */
export function socketIntegrationProblem(body: JsonObject): string | undefined {
  const type = String(body.IntegrationType ?? '')
  const uri = body.IntegrationUri
  if (!integrationTypes.includes(type)) return `Invalid IntegrationType: ${type}`
  if (body.IntegrationSubtype !== undefined) return 'IntegrationSubtype is only supported for HTTP APIs'
  if (body.PayloadFormatVersion !== undefined && body.PayloadFormatVersion !== '1.0')
    return `PayloadFormatVersion ${String(body.PayloadFormatVersion)} is not supported for WebSocket APIs`
  if (!passthroughs.includes(String(body.PassthroughBehavior ?? 'WHEN_NO_MATCH')))
    return 'Invalid PassthroughBehavior specified'
  if (type === 'HTTP' || type === 'HTTP_PROXY') {
    if (typeof uri !== 'string' || !/^https?:\/\//.test(uri)) return 'Invalid HTTP endpoint specified for URI'
    if (body.IntegrationMethod === undefined) return 'HttpMethod must be specified for HTTP integrations'
  }
  if (type === 'AWS_PROXY' && !isFunctionUri(uri)) return 'Invalid function ARN or invalid uri'
  if (type === 'AWS') return serviceProblem(body)
  return undefined
}

/** Whether a URI names a function. */
export function isFunctionUri(uri: Json | undefined): boolean {
  return typeof uri === 'string' && /:lambda:/.test(uri)
}

/** What of a service is called. */
export interface ServiceAddress {
  readonly region: string
  /** As addresses name it: `sqs`, `dynamodb`. */
  readonly service: string
  readonly kind: 'action' | 'path'
  /** The operation's name, or a path without its first slash. */
  readonly rest: string
}

/** Reads `arn:aws:apigateway:REGION:SERVICE:action/OPERATION`, or `:path/PATH`; undefined: it is none. */
export function readServiceUri(uri: string): ServiceAddress | undefined {
  const [, region = '', service = '', kind = '', rest = ''] =
    /^arn:[^:]+:apigateway:([^:]+):([^:]+):(action|path)\/(.*)$/s.exec(uri) ?? []
  return rest === '' ? undefined : { region, service, kind: kind === 'path' ? 'path' : 'action', rest }
}

function serviceProblem(body: JsonObject): string | undefined {
  const uri = body.IntegrationUri
  if (isFunctionUri(uri)) return undefined
  if (typeof uri !== 'string' || !readServiceUri(uri))
    return 'AWS ARN for integration must contain path or action'
  return body.CredentialsArn === undefined
    ? 'Credentials must be specified for AWS service integrations'
    : undefined
}

/** What is wrong with an authorizer's own settings. */
export function socketAuthorizerProblem(body: JsonObject): string | undefined {
  if (body.AuthorizerType !== 'REQUEST') return 'Only REQUEST authorizers are supported for WebSocket APIs'
  if (!isFunctionUri(body.AuthorizerUri)) return 'Invalid AuthorizerUri'
  if (body.AuthorizerPayloadFormatVersion !== undefined || body.EnableSimpleResponses === true)
    return 'Payload format versions and simple responses are only supported for HTTP APIs'
  if (Number(body.AuthorizerResultTtlInSeconds ?? 0) !== 0)
    return 'AuthorizerResultTtlInSeconds is only supported for HTTP APIs'
  const sources = (body.IdentitySource ?? []) as readonly Json[]
  const known = /^(?:route\.request\.(?:header|querystring)|context|stageVariables)\.\S+$/
  if (!sources.every((source) => known.test(String(source)))) return 'Invalid identity source specified'
  return undefined
}

/** What is wrong with the key of an integration's response: `$default`, or a pattern between slashes. */
export function integrationResponseKeyProblem(key: string): string | undefined {
  if (key === '$default') return undefined
  const pattern = readPattern(key)
  return pattern === undefined
    ? 'IntegrationResponseKey must be $default or a pattern between slashes'
    : undefined
}

/** A pattern between slashes, for whole values; undefined: it is none. Values that would take too long are not what it means. */
export function readPattern(key: string): ((value: string) => boolean) | undefined {
  const source = /^\/(.+)\/$/s.exec(key)?.[1]
  if (source === undefined) return undefined
  const pattern = unlessRefused(() => javaPattern(source))
  return pattern && ((value) => unlessRefused(() => pattern.matches(value)) ?? false)
}

function unlessRefused<Value>(attempt: () => Value): Value | undefined {
  try {
    return attempt()
  } catch (error) {
    if (error instanceof TemplateError) return undefined
    throw error
  }
}
