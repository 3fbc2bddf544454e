/** Something that happens on a connection, on its way through its API. */
import type { Surroundings } from '../../../dispatch/index.ts'
import { logTime } from '../../../engines/http-events/index.ts'
import type { TemplateContext } from '../../../engines/mapping-template/index.ts'
import type { ApiExchange, ExecutionLog } from '../../../gateway/index.ts'
import {
  type ConnectionFacts,
  type ConnectRequest,
  reasonOf,
  type SocketHappening,
  socketContext,
} from '../domain/socket-events.ts'
import { partOf, readMessage, type SelectableMessage, select } from '../domain/socket-selection.ts'
import type { CompiledApi } from '../gateway/compiled.ts'
import type { SocketRoute, SocketStage } from './compiled.ts'

/** A connection with the request that asked for it. */
export interface SocketConnection {
  readonly facts: ConnectionFacts
  readonly request: ConnectRequest
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly sourceIp: string
}

/** One happening. */
export interface SocketExchange {
  readonly surroundings: Surroundings
  readonly api: CompiledApi['api']
  readonly stage: SocketStage
  readonly route: SocketRoute
  readonly connection: SocketConnection
  readonly happening: SocketHappening
  readonly requestId: string
  readonly traceHeader: string
  /** Unit: milliseconds since the epoch. */
  readonly now: number
  readonly signal: AbortSignal
  /** What has come of it so far, for access logs and metrics. */
  readonly seen: SocketSeen
  /** What is told of it. */
  readonly log: ExecutionLog
}

/** What becomes known on the way. */
export interface SocketSeen {
  status?: number
  error?: string
  authorizerError?: string
  integrationError?: string
  integrationStatus?: number
  /** Unit: milliseconds. */
  integrationLatencyMs?: number
}

/** As far as it is like a request to an API of any kind. */
export function apiExchangeOf(
  exchange: SocketExchange,
  { method, body }: { readonly method: string; readonly body: Uint8Array },
): ApiExchange {
  const { surroundings, api, stage, connection, requestId, traceHeader, now, signal, happening } = exchange
  const isConnect = happening.eventType === 'CONNECT'
  return {
    surroundings,
    api,
    stage,
    method,
    path: '/',
    query: isConnect ? connection.request.query : '',
    headers: isConnect ? connection.headers : {},
    rawHeaders: isConnect ? connection.request.rawHeaders : [],
    body,
    protocol: 'HTTP/1.1',
    sourceIp: connection.sourceIp,
    requestId,
    domainName: connection.facts.domainName,
    traceHeader,
    now,
    signal,
  }
}

const messages = new WeakMap<SocketHappening, SelectableMessage>()

/** The message, read once; empty where there is none. */
export function messageOf({ happening }: Pick<SocketExchange, 'happening'>): SelectableMessage {
  let message = messages.get(happening)
  if (!message) {
    message = readMessage(happening.eventType === 'MESSAGE' ? happening.text : '')
    messages.set(happening, message)
  }
  return message
}

/**
 * What an expression of a mapping stands for: `'text'`, `context.connectionId`, `stageVariables.x`, `route.request.body.x`,
 * `route.request.header.x`, `route.request.querystring.x`. Source: Developer Guide, "Set up data mapping for WebSocket APIs".
 */
export function mappedValue(exchange: SocketExchange, expression: string): string | undefined {
  const literal = /^'(.*)'$/s.exec(expression)
  return literal ? literal[1] : lookUp(exchange, expression.replace(/^route\./, ''))
}

/** What a selection expression says; undefined: there is none. */
export function selected(exchange: SocketExchange, expression: unknown): string | undefined {
  return typeof expression === 'string'
    ? select(expression, (name) => lookUp(exchange, name.replace(/^route\./, '')))
    : undefined
}

function lookUp(exchange: SocketExchange, name: string): string | undefined {
  const { stage, connection } = exchange
  const [, root = '', rest = ''] =
    /^(context|stageVariables|request\.body|request\.header|request\.multivalueheader|request\.querystring|request\.multivaluequerystring)[.]?(.*)$/.exec(
      name,
    ) ?? []
  switch (root) {
    case 'context':
      return socketVariable(exchange, rest)
    case 'stageVariables':
      return Object.hasOwn(stage.variables, rest) ? stage.variables[rest] : undefined
    case 'request.body':
      return partOf(messageOf(exchange), rest)
    case 'request.header':
    case 'request.multivalueheader':
      return connection.headers[rest.toLowerCase()]
    case 'request.querystring':
    case 'request.multivaluequerystring':
      return new URLSearchParams(connection.request.query).get(rest) ?? undefined
    default:
      return undefined
  }
}

/** `$context` of templates. Source: Developer Guide, "WebSocket API mapping template reference". */
export function templateContext(exchange: SocketExchange): TemplateContext {
  const { connection, happening, route, requestId, now, seen } = exchange
  const shown = socketContext(connection.facts, happening, { routeKey: route.key, requestId, now })
  const error =
    seen.error === undefined
      ? {}
      : { error: { message: seen.error, messageString: JSON.stringify(seen.error) } }
  return { ...(shown as TemplateContext), ...error }
}

/** A variable `$context.…`. Source: Developer Guide, "WebSocket API mapping template reference". */
export function socketVariable(exchange: SocketExchange, name: string): string | undefined {
  const { facts } = exchange.connection
  const [root, property = ''] = [name.split('.', 1)[0], name.slice(name.indexOf('.') + 1)]
  if (name.includes('.') && root === 'authorizer') {
    if (property === 'error') return exchange.seen.authorizerError
    return textOf(facts.authorizer, property)
  }
  if (name.includes('.') && root === 'identity') return textOf(facts.identity, property)
  return Object.hasOwn(variables, name) ? variables[name]?.(exchange) : undefined
}

function textOf(values: Readonly<Record<string, unknown>> | undefined, name: string): string | undefined {
  const value = values && Object.hasOwn(values, name) ? values[name] : undefined
  return value === undefined || value === null ? undefined : String(value)
}

const variables: Readonly<Record<string, (exchange: SocketExchange) => string | undefined>> = {
  accountId: ({ api }) => api.accountId,
  apiId: ({ api }) => api.apiId,
  awsEndpointRequestId: ({ requestId }) => requestId,
  connectedAt: ({ connection }) => String(connection.facts.connectedAt),
  connectionId: ({ connection }) => connection.facts.connectionId,
  disconnectReason: ({ happening }) =>
    happening.eventType === 'DISCONNECT' ? reasonOf(happening) : undefined,
  disconnectStatusCode: ({ happening }) =>
    happening.eventType === 'DISCONNECT' ? String(happening.code) : undefined,
  domainName: ({ connection }) => connection.facts.domainName,
  error: ({ seen }) => seen.error,
  'error.message': ({ seen }) => seen.error,
  'error.messageString': ({ seen }) => (seen.error === undefined ? undefined : JSON.stringify(seen.error)),
  eventType: ({ happening }) => happening.eventType,
  extendedRequestId: ({ requestId }) => requestId,
  'integration.error': ({ seen }) => seen.integrationError,
  'integration.latency': ({ seen }) => seen.integrationLatencyMs?.toString(),
  'integration.status': ({ seen }) => seen.integrationStatus?.toString(),
  integrationErrorMessage: ({ seen }) => seen.integrationError,
  integrationLatency: ({ seen }) => seen.integrationLatencyMs?.toString(),
  integrationStatus: ({ seen }) => seen.integrationStatus?.toString(),
  messageDirection: () => 'IN',
  messageId: ({ happening }) => (happening.eventType === 'MESSAGE' ? happening.messageId : undefined),
  requestId: ({ requestId }) => requestId,
  requestTime: ({ now }) => logTime(now),
  requestTimeEpoch: ({ now }) => String(now),
  routeKey: ({ route }) => route.key,
  stage: ({ stage }) => stage.name,
  status: ({ seen }) => seen.status?.toString(),
}
