/**
 * `apigateway:invoke`: requests to APIs of API Gateway. Source: Step Functions Developer Guide, "Create API Gateway REST APIs with Step Functions".
 * `IAM_ROLE` signs them as the task's role, `RESOURCE_POLICY` as Step Functions itself, for the state machine.
 */
import { AwsError } from '../../../../aws/aws-error.ts'
import { isObject, type Json, type JsonObject } from '../../../../base/json.ts'
import { serviceCaller } from '../../../../dispatch/index.ts'
import { apiPath } from '../../../../gateway/addresses.ts'
import { signedHeaders, type UnsignedRequest } from '../../../../gateway/index.ts'
import { HttpFailure, httpClient } from '../../adapters/http-client.ts'
import { done, refusedParameters } from '../outcomes.ts'
import { notSupported } from '../parameters.ts'
import type { Perform, Task, TaskRoom } from '../types.ts'
import { answerView, headersOf, httpAnswerBytes, httpTimeoutMs, queryOf, withQuery } from './http-task.ts'

const fields = new Set([
  'ApiEndpoint',
  'Method',
  'Headers',
  'Stage',
  'Path',
  'QueryParameters',
  'RequestBody',
  'AllowNullValues',
  'AuthType',
])

const authTypes = ['NO_AUTH', 'IAM_ROLE', 'RESOURCE_POLICY']

const methods = new Set(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'])

/** Headers that a task may not set. Source: as above. */
const reservedHeaders = new Set([
  'authorization',
  'connection',
  'content-md5',
  'expect',
  'host',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'te',
  'transfer-encoding',
  'trailer',
  'upgrade',
  'via',
  'www-authenticate',
])

export const performApiGateway: Perform = async (room, task) => {
  const given = isObject(task.arguments) ? task.arguments : {}
  const faults = faultsOf(given)
  if (faults.length > 0) return refusedParameters(task, faults)
  const body = given.RequestBody
  const waits = task.resource.pattern === 'waitForTaskToken'
  const request = {
    url: withQuery(addressOf(room, given), queryOf(given.QueryParameters)).href,
    method: String(given.Method),
    headers: {
      'user-agent': `Amazon|StepFunctions|${task.caller.region}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headersOf(given.Headers),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  }
  try {
    const headers = await authorized(room, task, request, given.AuthType)
    const limits = { timeoutMs: httpTimeoutMs, answerBytes: httpAnswerBytes }
    const answer = await httpClient({ ...request, headers, ...limits }, task.signal)
    if (answer.status >= 200 && answer.status < 300) return done(task, answerView(answer))
    const phase = waits ? 'submit' : 'run'
    return { type: 'failed', error: `ApiGateway.${answer.status}`, cause: answer.body, phase }
  } catch (error) {
    if (error instanceof AwsError)
      return { type: 'failed', error: `ApiGateway.${error.code}`, cause: error.message }
    if (!(error instanceof HttpFailure)) throw error
    return { type: 'failed', error: 'ApiGateway.SdkClientException', cause: error.message }
  }
}

/** The headers of a request, with a signature where one is asked for. Fails with an AwsError where the role cannot be assumed. */
async function authorized(
  room: TaskRoom,
  { caller, stateMachineArn }: Task,
  request: UnsignedRequest,
  authType: Json | undefined,
): Promise<Readonly<Record<string, string>>> {
  if (authType !== 'IAM_ROLE' && authType !== 'RESOURCE_POLICY') return request.headers
  const service = 'states.amazonaws.com'
  const signing = authType === 'IAM_ROLE' ? caller : serviceCaller(service, caller, stateMachineArn)
  return signedHeaders(room, request, { caller: signing, service, sourceArn: stateMachineArn })
}

function faultsOf(given: JsonObject): string[] {
  const faults = Object.keys(given)
    .filter((name) => !fields.has(name))
    .map(notSupported)
  for (const name of ['ApiEndpoint', 'Method'])
    if (typeof given[name] !== 'string') faults.push(`The field '${name}' is required but was missing`)
  if (typeof given.Method === 'string' && !methods.has(given.Method))
    faults.push(`The value for the field 'Method' must be one of the following: [${[...methods].join(', ')}]`)
  if (given.AuthType !== undefined && !authTypes.includes(String(given.AuthType)))
    faults.push(`The value for the field 'AuthType' must be one of the following: [${authTypes.join(', ')}]`)
  for (const name of Object.keys(headersOf(given.Headers)))
    if (reservedHeaders.has(name) || name.startsWith('x-amz') || name.startsWith('x-amzn'))
      faults.push(`The header '${name}' is not supported`)
  return faults
}

const apiHost = /^([a-z0-9]+)\.execute-api\./i

/** APIs of this server by a path that every machine can resolve; names of one's own as they are. */
function addressOf({ settings }: TaskRoom, given: JsonObject): URL {
  const host = String(given.ApiEndpoint)
    .replace(/^https?:\/\//i, '')
    .replace(/\/+$/, '')
  const stage = typeof given.Stage === 'string' && given.Stage !== '' ? given.Stage : undefined
  const path = String(given.Path ?? '').replace(/^\/*/, '/')
  const id = apiHost.exec(host)?.[1]
  if (id !== undefined) return new URL(`${settings.endpoint}${apiPath(id, stage ?? '$default', path)}`)
  const { protocol, port } = new URL(settings.endpoint)
  const named = host.includes(':') || port === '' ? host : `${host}:${port}`
  return new URL(`${protocol}//${named}${stage === undefined ? '' : `/${encodeURIComponent(stage)}`}${path}`)
}
