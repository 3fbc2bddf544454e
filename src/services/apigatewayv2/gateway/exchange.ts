/** A request on its way through an API. */
import type { JsonObject } from '../../../base/json.ts'
import type { Caller } from '../../../dispatch/index.ts'
import { type HttpRequest, logTime, textOfBody } from '../../../engines/http-events/index.ts'
import { type ApiExchange, addedHeaders } from '../../../gateway/index.ts'
import type { Sources } from '../domain/expressions.ts'
import type { CompiledApi, CompiledRoute, CompiledStage } from './compiled.ts'

/** A request that a route was found for. */
export interface Exchange extends ApiExchange {
  readonly api: CompiledApi['api']
  readonly stage: CompiledStage
  readonly route: CompiledRoute
  readonly pathParameters: Readonly<Record<string, string>>
  /** As it was asked: with the stage's name, or with the key of a mapping of a name of one's own. */
  readonly wholePath: string
  /** What has come of the request so far, for access logs. */
  readonly facts: ExchangeFacts
  /** Who signed the request, where the route asks for it. */
  caller?: Caller
  /** What events tell of authorization. */
  authorizer?: JsonObject
}

/** What becomes known on the way. */
export interface ExchangeFacts {
  /** Of the authorizer: claims, and what a function says. */
  authorizer: Readonly<Record<string, string>>
  authorizerError?: string
  error?: string
  integrationError?: string
  integrationStatus?: string
  /** Unit: milliseconds. */
  integrationLatencyMs?: number
  status?: number
  responseBytes?: number
}

/** The path as functions see it: decoded, with a stage that has a name. Source: API Gateway Developer Guide, `rawPath`. */
export function shownPath({ stage, path }: Pick<Exchange, 'stage' | 'path'>): string {
  return decoded(stage.name === '$default' ? path : `/${stage.name}${path}`)
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/**
 * Headers that events have beside those that came. The length is there without a body too. Source: awsdocs/aws-lambda-developer-guide,
 * sample-apps/nodejs-apig/event-v2.json.
 */
export function headersBeside(exchange: Exchange): Record<string, string> {
  return { 'content-length': String(exchange.body.length), ...addedHeaders(exchange) }
}

/** The request as events are made of it. `path`: what a mapping puts in the place of its own, the stage included. */
export function sentRequest(exchange: Exchange, path?: string): HttpRequest {
  const { method, query, sourceIp, protocol, body, headers, rawHeaders } = exchange
  const text = textOfBody(headers['content-type'], body)
  return {
    method,
    path: path === undefined ? shownPath(exchange) : decoded(path),
    query,
    sourceIp,
    protocol,
    isBase64: text === undefined,
    body: text ?? Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64'),
    headers: { ...headers, ...headersBeside(exchange) },
    rawHeaders,
  }
}

/** What mappings and identity sources may name. */
export function sourcesOf(exchange: Exchange): Sources {
  const { headers, query, path, pathParameters, stage, body } = exchange
  return {
    request: {
      header: (name) => headers[name],
      querystring: (name) => queryValue(query, name),
      path,
      pathParameters,
      body: () => Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'),
    },
    context: (name) => contextVariable(exchange, name),
    stageVariables: stage.variables,
  }
}

function queryValue(query: string, name: string): string | undefined {
  const values = new URLSearchParams(query).getAll(name)
  return values.length === 0 ? undefined : values.join(',')
}

/** A variable `$context.…`. Source: API Gateway Developer Guide, "Customize HTTP API access logs". */
export function contextVariable(exchange: Exchange, name: string): string | undefined {
  const { facts } = exchange
  if (name.startsWith('authorizer.')) {
    const property = name.slice('authorizer.'.length).replace(/^claims\./, '')
    if (property === 'error') return facts.authorizerError
    return Object.hasOwn(facts.authorizer, property) ? facts.authorizer[property] : undefined
  }
  return variables[name]?.(exchange)
}

const variables: Readonly<Record<string, (exchange: Exchange) => string | undefined>> = {
  accountId: ({ api }) => api.accountId,
  apiId: ({ api }) => api.apiId,
  awsEndpointRequestId: ({ requestId }) => requestId,
  domainName: ({ domainName }) => domainName,
  domainPrefix: ({ domainName }) => domainName.split('.', 1)[0],
  'error.message': ({ facts }) => facts.error,
  'error.messageString': ({ facts }) => (facts.error === undefined ? undefined : JSON.stringify(facts.error)),
  extendedRequestId: ({ requestId }) => requestId,
  httpMethod: ({ method }) => method,
  'identity.accountId': ({ caller }) => caller?.accountId,
  'identity.caller': ({ caller }) => caller?.principal.userId,
  'identity.sourceIp': ({ sourceIp }) => sourceIp,
  'identity.user': ({ caller }) => caller?.principal.userId,
  'identity.userAgent': ({ headers }) => headers['user-agent'],
  'identity.userArn': ({ caller }) => caller?.principal.arn,
  'integration.error': ({ facts }) => facts.integrationError,
  'integration.integrationStatus': ({ facts }) => facts.integrationStatus,
  'integration.latency': ({ facts }) => facts.integrationLatencyMs?.toString(),
  'integration.status': ({ facts }) => facts.integrationStatus,
  integrationErrorMessage: ({ facts }) => facts.integrationError,
  integrationLatency: ({ facts }) => facts.integrationLatencyMs?.toString(),
  integrationStatus: ({ facts }) => facts.integrationStatus,
  path: (exchange) => shownPath(exchange),
  protocol: ({ protocol }) => protocol,
  requestId: ({ requestId }) => requestId,
  requestTime: ({ now }) => logTime(now),
  requestTimeEpoch: ({ now }) => String(now),
  responseLatency: ({ surroundings, now }) => String(Math.max(0, surroundings.clock.now() - now)),
  responseLength: ({ facts }) => facts.responseBytes?.toString(),
  routeKey: ({ route }) => route.key,
  stage: ({ stage }) => stage.name,
  status: ({ facts }) => facts.status?.toString(),
}
