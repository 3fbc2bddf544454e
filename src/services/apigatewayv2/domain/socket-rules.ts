/**
 * What the parts of WebSocket APIs may be, where nothing else has to be read. Source: API Gateway Developer Guide, "WebSocket APIs", and
 * API Gateway V2 API Reference. A problem is said in a sentence; undefined: there is none. UNVERIFIED: the words.
 */
import type { Json, JsonObject } from '../../../base/json.ts'

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

/** The service, region and operation of `arn:aws:apigateway:REGION:SERVICE:action/OPERATION`. */
export function readActionUri(
  uri: string,
): { readonly region: string; readonly service: string; readonly operation: string } | undefined {
  const [, region = '', service = '', operation = ''] =
    /^arn:[^:]+:apigateway:([^:]+):([^:]+):action\/([A-Za-z0-9]+)$/.exec(uri) ?? []
  return operation === '' ? undefined : { region, service, operation }
}

function serviceProblem(body: JsonObject): string | undefined {
  const uri = body.IntegrationUri
  if (isFunctionUri(uri)) return undefined
  if (typeof uri !== 'string' || !/^arn:[^:]+:apigateway:[^:]+:[^:]+:(?:action|path)\//.test(uri))
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

/** The longest pattern, and of a value what is held against it. Unit: characters. Ours. */
const patternLengthMax = 256
const matchedLengthMax = 1_024

/** Repetitions without an end that one pattern may have: what is tried grows with their power. Ours. */
const repetitionsMax = 3

/**
 * A pattern between slashes, for whole values; undefined: it is none. Patterns that could be tried for ever (a repetition of
 * repetitions, references back) are none either.
 */
export function readPattern(key: string): ((value: string) => boolean) | undefined {
  const source = /^\/(.+)\/$/s.exec(key)?.[1]
  if (source === undefined || source.length > patternLengthMax) return undefined
  const plain = source.replaceAll(/\\[^1-9k]|\[(?:\\.|[^\]\\])*\]/g, '_')
  const isEndless = /\\[1-9k]|\([^()]*[*+}?][^()]*\)[*+{]|\)\)[*+{]/.test(plain)
  if (isEndless || (plain.match(/[*+]|,\}/g) ?? []).length > repetitionsMax) return undefined
  try {
    const pattern = new RegExp(`^(?:${source})$`, 's')
    return (value) => pattern.test(value.slice(0, matchedLengthMax))
  } catch {
    return undefined
  }
}
