/**
 * What requests to API destinations, for their tokens, and to APIs of API Gateway are made of. Source: EventBridge User Guide, "API destinations" and
 * "API Gateway targets".
 */
import { toBase64 } from '../../../base/base64.ts'
import type { Json } from '../../../base/json.ts'
import { apiPath } from '../../../gateway/addresses.ts'
import type { ApiDestination, Connection, HttpParameter } from './connections.ts'
import { dynamicValue } from './target-input.ts'
import type { TargetRecord } from './target-record.ts'

/** A request without its limits. */
export interface RequestParts {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** What one request is made of. */
export interface DestinationCall {
  readonly destination: Pick<ApiDestination, 'endpoint' | 'method'>
  /** Absent: nothing is added to the request. */
  readonly connection?: Connection
  readonly parameters: NonNullable<TargetRecord['HttpParameters']>
  /** The event's JSON, which parameters may point into; without it they are what they say. */
  readonly event?: string | undefined
  /** What the target gets of it. */
  readonly input: string
}

/** Source: User Guide, "Headers included in requests to API destinations". */
const ownHeaders = {
  'user-agent': 'Amazon/EventBridge/ApiDestinations',
  'content-type': 'application/json; charset=utf-8',
  range: 'bytes=0-1048575',
  'accept-encoding': 'gzip,deflate',
}

/** Headers, query and body of the connection win over the target's. */
export function destinationRequest(call: DestinationCall): RequestParts {
  const { destination, connection, parameters, event, input } = call
  const { invocation = {} } = connection?.authorization ?? {}
  const resolved = (text: string) => (event === undefined ? text : dynamicValue(text, event))
  const values = (parameters.PathParameterValues ?? []).map(resolved)
  const url = withQuery(withPath(destination.endpoint, values), [
    ...Object.entries(parameters.QueryStringParameters ?? {}).map(
      ([key, value]) => [key, resolved(value)] as const,
    ),
    ...pairs(invocation.query),
  ])
  const headers: Record<string, string> = { ...ownHeaders }
  for (const [key, value] of Object.entries(parameters.HeaderParameters ?? {}))
    headers[key.toLowerCase()] = resolved(value)
  for (const [key, value] of pairs(invocation.headers)) headers[key.toLowerCase()] = value
  const authorization = connection && authorizationHeader(connection)
  if (authorization) headers[authorization[0].toLowerCase()] = authorization[1]
  return { url, method: destination.method, headers, body: withMembers(input, invocation.body) }
}

/**
 * The method of an API that an ARN names (`arn:aws:execute-api:us-east-1:123456789012:abc/prod/POST/pets/*`), as it is reached at a server;
 * undefined: it names none.
 */
export function apiMethod(
  arn: string,
  server: string,
): Pick<ApiDestination, 'endpoint' | 'method'> | undefined {
  const named = /^arn:[^:]+:execute-api:[^:]*:\d{12}:([a-z0-9]+)\/([^/]+)\/([A-Z]+)(\/.*)?$/.exec(arn)
  if (!named) return undefined
  const [, apiId = '', stage = '', method = '', path = '/'] = named
  return { endpoint: `${server}${apiPath(apiId, stage, path)}`, method }
}

/** What asks for an access token by client credentials. Source: User Guide, "OAuth"; RFC 6749, section 4.4. */
export function tokenRequest(connection: Connection): RequestParts | undefined {
  const { oauth } = connection.authorization ?? {}
  if (!oauth) return undefined
  const { parameters = {} } = oauth
  const headers: Record<string, string> = {
    'user-agent': ownHeaders['user-agent'],
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    accept: 'application/json',
  }
  for (const [key, value] of pairs(parameters.headers)) headers[key.toLowerCase()] = value
  const members = [
    ['grant_type', 'client_credentials'],
    ['client_id', oauth.clientId],
    ['client_secret', oauth.clientSecret],
    ...pairs(parameters.body),
  ] as const
  const inBody = oauth.method !== 'GET'
  const url = withQuery(oauth.endpoint, [...(inBody ? [] : members), ...pairs(parameters.query)])
  return {
    url,
    method: oauth.method,
    headers,
    ...(inBody ? { body: formText(members) } : {}),
  }
}

/** The header that authorises a request; undefined where there is none yet. */
export function authorizationHeader({
  type,
  authorization,
  token,
}: Connection): [string, string] | undefined {
  if (type === 'BASIC' && authorization?.basic) {
    const { username, password } = authorization.basic
    const bytes = new TextEncoder().encode(`${username}:${password}`)
    return ['authorization', `Basic ${toBase64(bytes)}`]
  }
  if (type === 'API_KEY' && authorization?.apiKey)
    return [authorization.apiKey.name, authorization.apiKey.value]
  return token === undefined ? undefined : ['authorization', `Bearer ${token.value}`]
}

/** Each `*` of the path takes the next value. */
function withPath(endpoint: string, values: readonly string[]): string {
  let index = 0
  return endpoint.replaceAll('*', () => encodeURIComponent(values[index++] ?? ''))
}

/** Of parameters of one name the last one counts. */
function withQuery(url: string, parameters: ReadonlyArray<readonly [string, string]>): string {
  const text = formText([...new Map(parameters)])
  if (text === '') return url
  return `${url}${url.includes('?') ? '&' : '?'}${text}`
}

function formText(parameters: ReadonlyArray<readonly [string, string]>): string {
  return parameters.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join('&')
}

/** Adds a connection's members to a body that is an object. */
function withMembers(input: string, members: readonly HttpParameter[] = []): string {
  if (members.length === 0) return input
  try {
    const value = JSON.parse(input) as Json
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return input
    return JSON.stringify({ ...value, ...Object.fromEntries(pairs(members)) })
  } catch {
    return input
  }
}

function pairs(parameters: readonly HttpParameter[] = []): Array<[string, string]> {
  return parameters.map(({ key, value }) => [key, value])
}
