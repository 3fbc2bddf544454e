/**
 * A request as an event of payload format 1.0, which HTTP APIs can send and REST APIs send with small differences. Source: API Gateway
 * Developer Guide, "Working with AWS Lambda proxy integrations for HTTP APIs" (payload format versions).
 */
import type { Json, JsonObject } from '../../base/json.ts'
import { type EventFacts, type HttpRequest, logTime } from './request-event.ts'

/** What the event says beside what events of either format say. */
export interface FirstFormatFacts extends EventFacts {
  /** `/pets/{id}`, or `$default`. */
  readonly resource: string
  /**
   * As it was asked, not decoded, the key of a mapping included. Source: as above, "Payload format differences"; recorded answers of AWS
   * (aws/aws-lambda-dotnet, HttpContextTestCases.cs).
   */
  readonly path: string
  /** Headers as they came, one entry for each: names and values by turns. */
  readonly rawHeaders: readonly string[]
  /** Headers that the front end adds. */
  readonly addedHeaders: Readonly<Record<string, string>>
  /** Who signed the request, where somebody must. */
  readonly iam?: {
    readonly accessKey: string
    readonly accountId: string
    readonly callerId: string
    readonly userArn: string
    readonly userId: string
  }
}

/** The event. Members without a value are null, as the documents show them. */
export function firstFormatEvent(request: HttpRequest, facts: FirstFormatFacts): JsonObject {
  const { method, body, isBase64 } = request
  const headers = listHeaders(facts)
  const parameters = listParameters(request.query)
  const hasBody = body !== undefined && body !== ''
  return {
    version: '1.0',
    resource: facts.resource,
    path: facts.path,
    httpMethod: method,
    headers: lastOf(headers),
    multiValueHeaders: Object.fromEntries(headers),
    queryStringParameters: parameters.size === 0 ? null : lastOf(parameters),
    multiValueQueryStringParameters: parameters.size === 0 ? null : Object.fromEntries(parameters),
    requestContext: contextOf(request, facts),
    pathParameters: facts.pathParameters === undefined ? null : { ...facts.pathParameters },
    stageVariables: facts.stageVariables === undefined ? null : { ...facts.stageVariables },
    body: hasBody ? body : null,
    isBase64Encoded: hasBody && isBase64,
  }
}

function contextOf(request: HttpRequest, facts: FirstFormatFacts): JsonObject {
  const { accountId, apiId, authorizer, domainName, requestId, routeKey, stage, now, iam } = facts
  return {
    accountId,
    apiId,
    ...(authorizer === undefined ? {} : { authorizer }),
    domainName,
    domainPrefix: domainName.split('.', 1)[0] ?? domainName,
    extendedRequestId: requestId,
    httpMethod: request.method,
    identity: {
      accessKey: iam?.accessKey ?? null,
      accountId: iam?.accountId ?? null,
      caller: iam?.callerId ?? null,
      cognitoAmr: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: request.sourceIp,
      user: iam?.userId ?? null,
      userAgent: request.headers['user-agent'] ?? '',
      userArn: iam?.userArn ?? null,
    },
    path: facts.path,
    protocol: request.protocol,
    requestId,
    requestTime: logTime(now),
    requestTimeEpoch: now,
    resourceId: routeKey,
    resourcePath: facts.resource,
    stage,
  }
}

/** Names that the front end itself writes with capitals; all others come in lower case (as users of AWS have seen). */
const capitals = new Map(
  [
    'Content-Length',
    'Host',
    'User-Agent',
    'X-Amzn-Trace-Id',
    'X-Forwarded-For',
    'X-Forwarded-Port',
    'X-Forwarded-Proto',
  ].map((name) => [name.toLowerCase(), name]),
)

/** Headers that are between the client and the front end. */
const notForFunctions = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te'])

function listHeaders({ rawHeaders, addedHeaders }: FirstFormatFacts): Map<string, string[]> {
  const found = new Map<string, string[]>()
  const add = (name: string, value: string) => {
    const shown = capitals.get(name) ?? name
    const before = found.get(shown)
    if (before) before.push(value)
    else found.set(shown, [value])
  }
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase()
    // Pseudo-headers of HTTP/2 are no headers; what is added takes the place of what came.
    if (name.startsWith(':') || notForFunctions.has(name) || addedHeaders[name] !== undefined) continue
    add(name, rawHeaders[at + 1] ?? '')
  }
  for (const [name, value] of Object.entries(addedHeaders)) add(name, value)
  return found
}

/** A query's parameters, decoded: each name with its values in the order in which they came. */
export function listParameters(query: string): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const part of query.split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = decoded(equals < 0 ? part : part.slice(0, equals))
    const value = equals < 0 ? '' : decoded(part.slice(equals + 1))
    const before = found.get(name)
    if (before) before.push(value)
    else found.set(name, [value])
  }
  return found
}

function lastOf(values: ReadonlyMap<string, readonly string[]>): JsonObject {
  return Object.fromEntries(
    [...values].map(([name, list]): [string, Json] => [name, list[list.length - 1] ?? '']),
  )
}

function decoded(text: string): string {
  const spaced = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced
  }
}
