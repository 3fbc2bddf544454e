/**
 * Methods and authorizers that are tried, undeployed. Source: API Gateway API Reference, TestInvokeMethod and TestInvokeAuthorizer; the log as
 * the Developer Guide's console shows it.
 */
import type {
  TestInvokeAuthorizerRequest,
  TestInvokeAuthorizerResponse,
  TestInvokeMethodRequest,
  TestInvokeMethodResponse,
} from '@aws-sdk/client-api-gateway'
import { randomUuid } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { apiHost, ExecutionLog, newRequestId, newTraceHeader } from '../../../gateway/index.ts'
import type { DeployedApi } from '../deployed.ts'
import { neverFlushed } from '../records.ts'
import { headerLists, wholeBody } from './answer.ts'
import { askFunction, byUserPool, functionIdentity, shownDate } from './authorize.ts'
import { compile } from './compiled.ts'
import type { RestExchange } from './exchange.ts'
import { payloadBytesMax } from './limits.ts'
import { lastValues } from './message.ts'
import { answerMethod } from './pipeline.ts'
import { Refusal } from './refusals.ts'
import type { RestRoom } from './room.ts'

/** The stage that such requests are said to be for. */
const stageName = 'test-invoke-stage'

type Asked = Pick<
  TestInvokeMethodRequest,
  'pathWithQueryString' | 'body' | 'headers' | 'multiValueHeaders' | 'stageVariables'
>

/** A method's answer, with the log of its execution. Undefined: there is no such resource or method. */
export async function testMethod(
  room: Pick<RestRoom, 'keys' | 'throttle' | 'caches' | 'apis' | 'authorizerAnswers' | 'logs' | 'metrics'>,
  context: OperationContext,
  api: DeployedApi,
  input: TestInvokeMethodRequest,
): Promise<Omit<TestInvokeMethodResponse, '$metadata'> | undefined> {
  const { resourceId, httpMethod = '' } = input
  const resource = api.resources.find(({ id }) => id === resourceId)
  const method = resource?.resourceMethods?.[httpMethod] ?? resource?.resourceMethods?.ANY
  if (!resource || !method) return undefined
  const exchange = testExchange(context, api, input, {
    method: httpMethod,
    resource: { id: resource.id ?? '', path: resource.path ?? '/' },
    rest: { httpMethod, ...method },
  })
  const begun = context.clock.now()
  const answer = await answerMethod(room, exchange, { identify: () => Promise.resolve(undefined) })
  const body = await wholeBody(answer.body, payloadBytesMax)
  const headers = headerLists(answer.headers)
  return {
    status: answer.status,
    body: Buffer.from(body ?? []).toString('utf8'),
    headers: lastValues(headers),
    multiValueHeaders: Object.fromEntries(headers),
    log: logOf(exchange),
    latency: Math.max(0, context.clock.now() - begun),
  }
}

/** An authorizer's answer; a status of 0 is success. Undefined: there is no such authorizer. */
export async function testAuthorizer(
  context: OperationContext,
  api: DeployedApi,
  input: TestInvokeAuthorizerRequest,
): Promise<Omit<TestInvokeAuthorizerResponse, '$metadata'> | undefined> {
  const authorizer = api.authorizers.find(({ id }) => id === input.authorizerId)
  if (!authorizer) return undefined
  const root = api.resources.find(({ path }) => path === '/')
  const exchange = testExchange(context, api, input, {
    method: 'GET',
    resource: { id: root?.id ?? '', path: '/' },
    rest: { httpMethod: 'GET' },
  })
  const begun = context.clock.now()
  const finished = () => ({ log: logOf(exchange), latency: Math.max(0, context.clock.now() - begun) })
  try {
    if (authorizer.type === 'COGNITO_USER_POOLS') {
      const { claims } = await byUserPool(exchange, authorizer)
      return { clientStatus: 0, ...(claims === undefined ? {} : { claims: { ...claims } }), ...finished() }
    }
    const answer = await askFunction(exchange, authorizer, functionIdentity(exchange, authorizer))
    const { principalId, context: said = {} } = answer.facts
    return {
      clientStatus: 0,
      ...(principalId === undefined ? {} : { principalId }),
      policy: answer.policy,
      authorization: Object.fromEntries(Object.entries(said).map(([name, value]) => [name, [value]])),
      ...finished(),
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { clientStatus: error.type === 'UNAUTHORIZED' ? 401 : 500, ...finished() }
  }
}

function testExchange(
  { clock, random, settings, signal, accountId, region, ...context }: OperationContext,
  api: DeployedApi,
  input: Asked,
  meant: Pick<RestExchange, 'method' | 'resource' | 'rest'>,
): RestExchange {
  const [path = '', query = ''] = (input.pathWithQueryString || meant.resource.path).split('?', 2)
  const rawHeaders = [
    ...Object.entries(input.multiValueHeaders ?? {}).flatMap(([name, values]) =>
      values.flatMap((value) => [name, value]),
    ),
    ...Object.entries(input.headers ?? {}).flatMap(([name, value]) =>
      input.multiValueHeaders?.[name] ? [] : [name, value],
    ),
  ]
  const headers: Record<string, string> = {}
  for (let at = 0; at + 1 < rawHeaders.length; at += 2)
    headers[(rawHeaders[at] ?? '').toLowerCase()] = rawHeaders[at + 1] ?? ''
  const deployed = compile(api)
  const now = clock.now()
  const place = { accountId, region, apiId: api.restApi.id ?? '' }
  const matched = deployed.tree.find(meant.method, path)
  const pathParameters = matched?.found.resource.id === meant.resource.id ? matched.pathParameters : {}
  const told = { loggingLevel: 'INFO', dataTraceEnabled: true }
  return {
    ...meant,
    surroundings: { clock, random, settings, ...context },
    api: place,
    stage: {
      name: stageName,
      variables: input.stageVariables ?? {},
      view: {},
      flushes: neverFlushed,
      deploymentId: '',
      isCanary: false,
    },
    deployed,
    settings: told,
    pathParameters,
    path,
    wholePath: `/${stageName}${path}`,
    query,
    headers,
    rawHeaders,
    body: Buffer.from(input.body ?? '', 'utf8'),
    protocol: 'HTTP/1.1',
    sourceIp: 'test-invoke-source-ip',
    requestId: randomUuid(random),
    extendedRequestId: newRequestId(random),
    domainName: apiHost(place, settings.endpoint),
    traceHeader: newTraceHeader(random, now),
    now,
    signal,
    facts: {},
    log: new ExecutionLog(() => clock.now(), told),
    isTest: true,
  }
}

function logOf({ log, requestId }: RestExchange): string {
  const lines = log.lines.map(({ timestamp, message }) => `${shownDate(timestamp)} : ${message}`)
  return [`Execution log for request ${requestId}`, ...lines, ''].join('\n')
}
