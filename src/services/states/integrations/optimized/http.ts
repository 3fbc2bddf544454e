/**
 * `http:invoke`: requests to HTTP endpoints, authorised by a connection of EventBridge's.
 * Source: Step Functions Developer Guide, "Call HTTPS APIs in Step Functions workflows".
 */
import { AwsError } from '../../../../aws/aws-error.ts'
import { isObject, type Json, type JsonObject } from '../../../../base/json.ts'
import { inRegion } from '../../../../delivery/index.ts'
import { type HttpAnswer, HttpFailure, httpClient } from '../../adapters/http-client.ts'
import { done, refusedParameters } from '../outcomes.ts'
import { notSupported } from '../parameters.ts'
import type { ConnectionCredentials, Perform, Task, TaskOutcome, TaskRoom } from '../types.ts'
import { formText } from './form-text.ts'
import {
  answerView,
  headersOf,
  httpAnswerBytes,
  httpTimeoutMs,
  parseUrl,
  queryOf,
  withQuery,
} from './http-task.ts'

const fields = new Set([
  'ApiEndpoint',
  'Method',
  'Authentication',
  'InvocationConfig',
  'Headers',
  'QueryParameters',
  'RequestBody',
  'Transform',
])

const methods = new Set(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'])

/** Headers that a task may not set, by their names in small letters. Source: as above. */
const reservedHeaders = new RegExp(
  `^(?:${[
    'a-im|accept-charset|accept-datetime|accept-encoding|authorization|cache-control|connection|content-encoding|content-md5|date|expect',
    'forwarded|from|host|http2-settings|if-match|if-modified-since|if-none-match|if-range|if-unmodified-since|max-forwards|origin|pragma',
    'proxy-authorization|referer|server|te|trailer|transfer-encoding|upgrade|via|warning|x-forwarded-.*|x-amz-.*|x-amzn-.*',
  ].join('|')})$`,
)

/** What a connection adds to requests, as EventBridge hands it over. */
interface Credentials extends ConnectionCredentials {
  /** Whether they can be fetched anew when they are not taken. */
  readonly Renewable: boolean
}

export const performHttp: Perform = async (room, task) => {
  const given = isObject(task.arguments) ? task.arguments : {}
  const faults = faultsOf(given)
  if (faults.length > 0) return refusedParameters(task, faults)
  try {
    const answer = await send(room, task, given)
    if (!isReadable(answer)) return notReadable(answer)
    if (answer.status >= 200 && answer.status < 300) return done(task, answerView(answer))
    return {
      type: 'failed',
      error: `States.Http.StatusCode.${answer.status}`,
      cause: answer.body || answer.statusText,
    }
  } catch (error) {
    return failure(error)
  }
}

function faultsOf(given: JsonObject): string[] {
  const faults = Object.keys(given)
    .filter((name) => !fields.has(name))
    .map(notSupported)
  for (const name of ['ApiEndpoint', 'Method'])
    if (given[name] === undefined) faults.push(`The field '${name}' is required but was missing`)
  const connection = connectionOf(given)
  if (connection === undefined) faults.push("The field 'Authentication' is required but was missing")
  if (faults.length > 0) return faults
  for (const name of Object.keys(headersOf(given.Headers)))
    if (reservedHeaders.test(name)) faults.push(notSupported(name))
  if (typeof given.ApiEndpoint !== 'string' || !parseUrl(given.ApiEndpoint))
    faults.push("The value for the field 'ApiEndpoint' must be a valid URL")
  if (typeof given.Method !== 'string' || !methods.has(given.Method))
    faults.push(`The value for the field 'Method' must be one of the following: [${[...methods].join(', ')}]`)
  return faults
}

function connectionOf({ Authentication, InvocationConfig }: JsonObject): string | undefined {
  const named = isObject(Authentication) ? Authentication : isObject(InvocationConfig) ? InvocationConfig : {}
  return typeof named.ConnectionArn === 'string' ? named.ConnectionArn : undefined
}

/** The task's body is a text, to which the members that the connection has cannot be added. Source: as above, "Merging ... data". */
class BodiesApartError extends Error {
  override readonly name = 'BodiesApartError'
}

async function send(room: TaskRoom, task: Task, given: JsonObject): Promise<HttpAnswer> {
  const ConnectionArn = connectionOf(given) ?? ''
  const caller = inRegion(task.caller, ConnectionArn.split(':')[3] ?? '')
  const ask = (Anew: boolean) =>
    room.call<Credentials>('events:RetrieveConnectionCredentials', { ConnectionArn, Anew }, caller)
  const credentials = await ask(false)
  if (typeof given.RequestBody === 'string' && Object.keys(credentials.Body).length > 0)
    throw new BodiesApartError()
  const answer = await request(task, given, credentials)
  // A token that is not taken any more is fetched anew, once.
  if ((answer.status !== 401 && answer.status !== 407) || !credentials.Renewable) return answer
  return request(task, given, await ask(true))
}

async function request(task: Task, given: JsonObject, credentials: Credentials): Promise<HttpAnswer> {
  const { url, method, body } = httpRequest(given, credentials)
  const { region } = task.caller
  task.onExchange?.({ given, added: credentials })
  const answer = await httpClient(
    {
      url,
      method,
      headers: {
        'user-agent': userAgent(region),
        range: answerRange,
        ...(body && { 'content-type': body.type }),
        ...headersOf(given.Headers),
        ...credentials.Headers,
      },
      ...(body && { body: body.text }),
      timeoutMs: httpTimeoutMs,
      answerBytes: httpAnswerBytes,
    },
    task.signal,
  )
  task.onExchange?.({ given, added: credentials, answer })
  return answer
}

/** Where an HTTP task sends what, its headers apart. Headers, query and body of the connection win over the task's. */
export function httpRequest(
  { ApiEndpoint, Method, QueryParameters, RequestBody, Transform }: JsonObject,
  added: Pick<ConnectionCredentials, 'Query' | 'Body'>,
): {
  readonly url: string
  readonly method: string
  readonly body: { readonly text: string; readonly type: string } | undefined
} {
  const query = [...new Map([...queryOf(QueryParameters), ...added.Query])]
  return {
    url: withQuery(new URL(String(ApiEndpoint)), query).href,
    method: String(Method),
    body: bodyOf(RequestBody, added.Body, Transform),
  }
}

/** Observed on AWS; published in the Developer Guide, "Testing state machines with TestState API". */
export const userAgent = (region: string) => `Amazon|StepFunctions|HttpInvoke|${region}`

/** What is asked of an answer. Source: as above. */
export const answerRange = 'bytes=0-262144'

function bodyOf(
  value: Json | undefined,
  added: Readonly<Record<string, string>>,
  transform: Json | undefined,
): { readonly text: string; readonly type: string } | undefined {
  const members = Object.keys(added).length > 0
  if (value === undefined && !members) return undefined
  const whole: Json =
    members && (value === undefined || isObject(value)) ? { ...value, ...added } : (value ?? null)
  if (isObject(transform) && transform.RequestBodyEncoding === 'URL_ENCODED')
    return { text: formText(whole, arrayFormat(transform)), type: 'application/x-www-form-urlencoded' }
  if (typeof whole === 'string') return { text: whole, type: 'application/json; charset=UTF-8' }
  return { text: JSON.stringify(whole), type: 'application/json; charset=UTF-8' }
}

function arrayFormat({ RequestEncodingOptions }: JsonObject): string {
  const format = isObject(RequestEncodingOptions) ? RequestEncodingOptions.ArrayFormat : undefined
  return typeof format === 'string' ? format : 'INDICES'
}

/** Answers that are no text fail a task, whatever their status. Source: as above, "Unsupported HTTP Task responses". */
function isReadable({ header, isText }: HttpAnswer): boolean {
  return (
    isText && !/^\s*(?:application\/octet-stream|image\/|video\/|audio\/)/i.test(header('content-type') ?? '')
  )
}

/** UNVERIFIED: the words. */
function notReadable({ header }: HttpAnswer): TaskOutcome {
  const type = header('content-type') ?? 'unknown'
  return runtimeFailure(`The response of the HTTP endpoint cannot be read as text. Content type: ${type}`)
}

function runtimeFailure(cause: string): TaskOutcome {
  return { type: 'failed', error: 'States.Runtime', cause }
}

function failure(error: unknown): TaskOutcome {
  // UNVERIFIED: the words.
  if (error instanceof HttpFailure)
    return {
      type: 'failed',
      error: 'States.Http.Socket',
      cause: error.isTimeout ? 'The request timed out after 60 seconds.' : error.message,
    }
  if (error instanceof BodiesApartError)
    return runtimeFailure('A request body that is a string cannot be merged with the body of the connection.')
  if (error instanceof AwsError)
    return {
      type: 'failed',
      error: `Events.ConnectionResource.${connectionErrors[error.code] ?? 'InternalError'}`,
      cause: error.message,
    }
  throw error
}

/** What EventBridge has against a connection, as tasks fail by it. Source: as above, "Connection errors". */
const connectionErrors: Readonly<Record<string, string>> = {
  AccessDeniedException: 'AccessDenied',
  ConnectionNotAuthorized: 'InvalidConnectionState',
  ResourceNotFoundException: 'ResourceNotFound',
}
