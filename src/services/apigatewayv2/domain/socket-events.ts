/**
 * What functions are told of connections and messages. Source: API Gateway Developer Guide, "Working with AWS Lambda proxy integrations for
 * WebSocket APIs" (examples of CONNECT, DISCONNECT and MESSAGE) and "Control access to WebSocket APIs with AWS Lambda REQUEST authorizers".
 */
import type { JsonObject } from '../../../base/json.ts'
import { listParameters, logTime } from '../../../engines/http-events/index.ts'

/** What stays the same as long as a connection lasts. Instants in milliseconds since the epoch, here and below. */
export interface ConnectionFacts {
  readonly apiId: string
  readonly stage: string
  readonly stageVariables: Readonly<Record<string, string>>
  readonly domainName: string
  readonly connectionId: string
  readonly connectedAt: number
  /** `sourceIp`, `userAgent` where the client says it, and who has signed. */
  readonly identity: JsonObject
  /** What an authorizer said: texts, and `principalId`. */
  readonly authorizer?: JsonObject
}

/** Codes by which API Gateway closes connections. Source: RFC 6455, section 7.4.1. */
export const closeCodes = { normal: 1000, goingAway: 1001 } as const

/** How a connection came to its end. */
export interface Disconnection {
  readonly code: number
  readonly reason: string
}

/** What happens on a connection. */
export type SocketHappening =
  | { readonly eventType: 'CONNECT' }
  | { readonly eventType: 'MESSAGE'; readonly messageId: string; readonly text: string }
  | ({ readonly eventType: 'DISCONNECT' } & Disconnection)

/** When, by which id and on which route. */
export interface HappeningFacts {
  readonly routeKey: string
  readonly requestId: string
  readonly now: number
}

/** The request that asked for the connection. */
export interface ConnectRequest {
  /** Names and values by turns, as they were sent. */
  readonly rawHeaders: readonly string[]
  /** What the front end adds. */
  readonly addedHeaders: Readonly<Record<string, string>>
  /** As it was sent. */
  readonly query: string
}

/** `requestContext` of an event. */
export function socketContext(
  connection: ConnectionFacts,
  happening: SocketHappening,
  { routeKey, requestId, now }: HappeningFacts,
): JsonObject {
  const { eventType } = happening
  const { authorizer } = connection
  return {
    routeKey,
    ...(authorizer === undefined ? {} : { authorizer }),
    ...(eventType === 'MESSAGE' ? { messageId: happening.messageId } : {}),
    ...(eventType === 'DISCONNECT' ? { disconnectStatusCode: happening.code } : {}),
    eventType,
    extendedRequestId: requestId,
    requestTime: logTime(now),
    messageDirection: 'IN',
    ...(eventType === 'DISCONNECT' ? { disconnectReason: reasonOf(happening) } : {}),
    stage: connection.stage,
    connectedAt: connection.connectedAt,
    requestTimeEpoch: now,
    identity: connection.identity,
    requestId,
    domainName: connection.domainName,
    connectionId: connection.connectionId,
    apiId: connection.apiId,
  }
}

/** Words for ends without any. UNVERIFIED: of all codes but 1000 and 1005. */
const reasons: Readonly<Record<number, string>> = {
  1000: 'Connection Closed Normally',
  1001: 'Going away',
  1005: 'Client-side close frame status not set',
}

/** Why a connection came to its end, in words. */
export function reasonOf({ code, reason }: Disconnection): string {
  return reason === '' ? (reasons[code] ?? '') : reason
}

/** The event of a proxy integration. */
export function socketEvent(
  connection: ConnectionFacts,
  happening: SocketHappening,
  facts: HappeningFacts,
  request: ConnectRequest,
): JsonObject {
  const variables = connection.stageVariables
  const hasVariables = Object.keys(variables).length > 0
  return {
    ...requestParts(connection, happening, request),
    ...(hasVariables ? { stageVariables: variables } : {}),
    requestContext: socketContext(connection, happening, facts),
    ...(happening.eventType === 'MESSAGE' ? { body: happening.text } : {}),
    isBase64Encoded: false,
  }
}

function requestParts(
  { domainName }: ConnectionFacts,
  { eventType }: SocketHappening,
  request: ConnectRequest,
): JsonObject {
  if (eventType === 'MESSAGE') return {}
  if (eventType === 'DISCONNECT') return headerParts(goodbyeHeaders(domainName))
  return { ...headerParts(connectHeaders(request, true)), ...queryParts(request.query) }
}

/** The example has these, empty. */
function goodbyeHeaders(host: string): ReadonlyMap<string, readonly string[]> {
  const headers = { Host: host, 'x-api-key': '', 'X-Forwarded-For': '', 'x-restapi': '' }
  return new Map(Object.entries(headers).map(([name, value]) => [name, [value]]))
}

/** The event of a function that decides who may connect. */
export function socketAuthorizerEvent(
  connection: ConnectionFacts,
  facts: HappeningFacts,
  request: ConnectRequest,
  methodArn: string,
): JsonObject {
  const { queryStringParameters = {}, multiValueQueryStringParameters = {} } = queryParts(request.query)
  return {
    type: 'REQUEST',
    methodArn,
    ...headerParts(connectHeaders(request, false)),
    queryStringParameters,
    multiValueQueryStringParameters,
    stageVariables: connection.stageVariables,
    requestContext: socketContext(connection, { eventType: 'CONNECT' }, facts),
  }
}

/** What belongs to the connection is told to authorizers alone. */
const connectionHeaders = new Set(['connection', 'content-length', 'upgrade'])

/** Headers as they came, with those that the front end adds. */
function connectHeaders(
  { rawHeaders, addedHeaders }: ConnectRequest,
  isForIntegration: boolean,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  const spellings = new Map<string, string>()
  const added = new Set(Object.keys(addedHeaders).map((name) => name.toLowerCase()))
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    const plain = name.toLowerCase()
    if (added.has(plain) || (isForIntegration && connectionHeaders.has(plain))) continue
    const spelled = spellings.get(plain) ?? name
    spellings.set(plain, spelled)
    found.set(spelled, [...(found.get(spelled) ?? []), rawHeaders[at + 1] ?? ''])
  }
  for (const [name, value] of Object.entries(addedHeaders)) found.set(name, [value])
  return found
}

/** Of a header that came more than once, `headers` has the last value. */
function headerParts(headers: ReadonlyMap<string, readonly string[]>): JsonObject {
  return {
    headers: Object.fromEntries([...headers].map(([name, values]) => [name, values.at(-1) ?? ''])),
    multiValueHeaders: Object.fromEntries(headers),
  }
}

function queryParts(query: string): JsonObject {
  const values = listParameters(query)
  if (values.size === 0) return {}
  return {
    queryStringParameters: Object.fromEntries([...values].map(([name, all]) => [name, all.at(-1) ?? ''])),
    multiValueQueryStringParameters: Object.fromEntries(values),
  }
}

/**
 * What API Gateway itself tells a client: as a frame, or as the body of an answer to a request to connect. (The space is AWS's.)
 * Source: as users of AWS have seen it.
 */
export function gatewayWords(message: string, connectionId: string, requestId: string): string {
  const [said, connection, request] = [message, connectionId, requestId].map((text) => JSON.stringify(text))
  return `{"message": ${said}, "connectionId":${connection}, "requestId":${request}}`
}
