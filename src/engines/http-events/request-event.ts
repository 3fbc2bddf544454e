/**
 * A request as an event of payload format 2.0. Source: Lambda Developer Guide, "Invoking Lambda function URLs", request payload
 * format; API Gateway Developer Guide, "Working with AWS Lambda proxy integrations for HTTP APIs".
 *
 * What the documents show as null (`authentication`, `pathParameters`, `stageVariables`) is left out when there is none, and so
 * are `cookies`, `queryStringParameters` and `body`: as AWS sends it (recorded answers of AWS in public conformance tests).
 */
import type { Changeable } from '../../base/changeable.ts'
import type { Json, JsonObject } from '../../base/json.ts'

/** A request, read. */
export interface HttpRequest {
  readonly method: string
  /** As the event's `rawPath` has it: of function URLs as it was sent, of HTTP APIs decoded, with the stage. */
  readonly path: string
  /** As it was sent, without the question mark. */
  readonly query: string
  /** Names in lower case; values of headers that came more than once are joined with commas. */
  readonly headers: Readonly<Record<string, string>>
  /** Names and values by turns, as they were sent: what came more than once is joined anew, without spaces. */
  readonly rawHeaders?: readonly string[]
  /** `HTTP/1.1`. */
  readonly protocol: string
  readonly sourceIp: string
  /** Undefined or empty: none. In base64 where `isBase64` says so. */
  readonly body?: string
  readonly isBase64: boolean
}

/** Who signed a request. Source: as above, `requestContext.authorizer.iam`. */
export interface IamIdentity {
  readonly accessKey: string
  readonly accountId: string
  readonly callerId: string
  readonly userArn: string
  readonly userId: string
}

/** What the event says beside the request. */
export interface EventFacts {
  /** The owner's or caller's account; `anonymous` for requests that need no authorization. */
  readonly accountId: string
  readonly apiId: string
  readonly domainName: string
  readonly requestId: string
  readonly routeKey: string
  readonly stage: string
  /** Unit: milliseconds since the epoch. */
  readonly now: number
  readonly authorizer?: JsonObject
  readonly pathParameters?: Readonly<Record<string, string>>
  readonly stageVariables?: Readonly<Record<string, string>>
  /** The client's certificate, where mutual TLS is asked. */
  readonly authentication?: JsonObject
}

/** Headers that are between the client and the front end, which functions never see (as observed). */
const notForFunctions = new Set(['connection', 'cookie', 'keep-alive', 'transfer-encoding', 'upgrade', 'te'])

/** The event. */
export function requestEvent(request: HttpRequest, facts: EventFacts): JsonObject {
  const { body, isBase64, path, query } = request
  const hasBody = body !== undefined && body !== ''
  const cookies = cookiesOf(request.headers.cookie)
  const parameters = queryParameters(query)
  // Member by member: spreading what may be absent takes longer than all else here.
  const event: Changeable<JsonObject> = {
    version: '2.0',
    routeKey: facts.routeKey,
    rawPath: path,
    rawQueryString: query,
  }
  if (cookies.length > 0) event.cookies = cookies
  event.headers = headersOf(request)
  if (parameters !== undefined) event.queryStringParameters = parameters
  event.requestContext = contextOf(request, facts)
  if (hasBody) event.body = body
  if (facts.pathParameters !== undefined) event.pathParameters = { ...facts.pathParameters }
  event.isBase64Encoded = hasBody && isBase64
  if (facts.stageVariables !== undefined) event.stageVariables = { ...facts.stageVariables }
  return event
}

function contextOf(
  { method, path, protocol, sourceIp, headers }: HttpRequest,
  facts: EventFacts,
): JsonObject {
  const { accountId, apiId, domainName, requestId, routeKey, stage, now, authorizer, authentication } = facts
  const context: Changeable<JsonObject> = { accountId, apiId }
  if (authentication !== undefined) context.authentication = authentication
  if (authorizer !== undefined) context.authorizer = authorizer
  context.domainName = domainName
  context.domainPrefix = domainName.split('.', 1)[0] ?? domainName
  context.http = { method, path, protocol, sourceIp, userAgent: headers['user-agent'] ?? '' }
  context.requestId = requestId
  context.routeKey = routeKey
  context.stage = stage
  context.time = logTime(now)
  context.timeEpoch = now
  return context
}

function headersOf({ headers, rawHeaders = [] }: HttpRequest): JsonObject {
  const shown: Changeable<JsonObject> = {}
  let repeated: ReadonlyMap<string, readonly string[]> | undefined
  for (const name in headers) {
    const value = headers[name]
    if (value === undefined || notForFunctions.has(name)) continue
    shown[name] = value
    // Only what is joined can have come more than once.
    if (!value.includes(', ')) continue
    repeated ??= repeatedHeaders(rawHeaders)
    const values = repeated.get(name)
    // What was changed on the way stays as it is.
    if (values?.join(', ') === value) shown[name] = values.join(',')
  }
  return shown
}

/** The values of headers that came more than once. Names in lower case. */
function repeatedHeaders(rawHeaders: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase()
    const values = found.get(name) ?? []
    values.push(rawHeaders[at + 1] ?? '')
    found.set(name, values)
  }
  for (const [name, values] of found) if (values.length === 1) found.delete(name)
  return found
}

/** Each cookie of the header, as it stands there. */
function cookiesOf(header: string | undefined): readonly string[] {
  if (header === undefined) return noCookies
  return header
    .split(';')
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie !== '')
}

const noCookies: readonly string[] = []

/** Decoded; values of a name that comes more than once are joined with commas. Undefined: there are none. */
function queryParameters(query: string): Record<string, Json> | undefined {
  if (query === '') return undefined
  const found = new Map<string, string>()
  for (const part of query.split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = decoded(equals < 0 ? part : part.slice(0, equals))
    const value = equals < 0 ? '' : decoded(part.slice(equals + 1))
    const before = found.get(name)
    found.set(name, before === undefined ? value : `${before},${value}`)
  }
  // Through entries, so that a parameter named __proto__ is one like all others.
  return found.size === 0 ? undefined : Object.fromEntries(found)
}

function decoded(text: string): string {
  const spaced = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced
  }
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `12/Mar/2020:19:03:58 +0000`. */
export function logTime(instant: number): string {
  const second = Math.floor(instant / 1000)
  if (lastTime?.second !== second) lastTime = { second, text: writtenTime(instant) }
  return lastTime.text
}

/** Many requests come in one second. */
let lastTime: { readonly second: number; readonly text: string } | undefined

function writtenTime(instant: number): string {
  const [date = '', time = ''] = isoOf(instant).split('T')
  const [year, month, day] = date.split('-')
  return `${day}/${months[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`
}

function isoOf(instant: number): string {
  return new Date(instant).toISOString()
}
