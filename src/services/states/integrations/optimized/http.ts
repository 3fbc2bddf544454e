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

async function send(room: TaskRoom, task: Task, given: JsonObject): Promise<HttpAnswer> {
  const ConnectionArn = connectionOf(given) ?? ''
  const caller = inRegion(task.caller, ConnectionArn.split(':')[3] ?? '')
  const ask = (Anew: boolean) =>
    room.call<Credentials>('events:RetrieveConnectionCredentials', { ConnectionArn, Anew }, caller)
  const credentials = await ask(false)
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

function failure(error: unknown): TaskOutcome {
  // UNVERIFIED: the words.
  if (error instanceof HttpFailure)
    return {
      type: 'failed',
      error: 'States.Http.Socket',
      cause: error.isTimeout ? 'The request timed out after 60 seconds.' : error.message,
    }
  if (error instanceof AwsError)
    return { type: 'failed', error: `Events.${error.code}`, cause: error.message }
  throw error
}
