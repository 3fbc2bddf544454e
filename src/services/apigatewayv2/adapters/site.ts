/**
 * Answers requests to HTTP APIs:
 *
 *   address -> API and stage -> preflight? -> route -> throttle -> body -> who -> integration -> response
 *
 * Source: API Gateway Developer Guide, chapter "HTTP APIs".
 */
import { randomUuid } from '../../../base/random.ts'
import { soon } from '../../../base/soon.ts'
import type { BackgroundSurroundings, SiteDoor, Surroundings } from '../../../dispatch/index.ts'
import {
  type AddressedTarget,
  type ApiAnswerer,
  type ApiKind,
  ApiMetrics,
  type ApiTarget,
  apiHost,
  bytesOf,
  IssuerKeys,
  LogLines,
  newRequestId,
  newTraceHeader,
  splitStage,
  Throttle,
} from '../../../gateway/index.ts'
import {
  type Answer,
  BodyError,
  type IncomingMessage,
  type RequestHead,
  readBody,
} from '../../../http/index.ts'
import { crossOriginHeaders, preflightHeaders } from '../domain/cors.ts'
import { authorize } from '../gateway/authorize.ts'
import { type CompiledApi, CompiledApis, type CompiledStage } from '../gateway/compiled.ts'
import { contextVariable, type Exchange } from '../gateway/exchange.ts'
import { integrate } from '../gateway/integrate.ts'
import { internalError, notFound, refusal, tooLarge } from '../gateway/refusals.ts'
import { payloadBytesMax } from '../limits.ts'
import type { DoorRoom, GatewayRoom } from '../room.ts'
import { Connections } from '../sockets/connections.ts'
import { Goodbyes } from '../sockets/goodbyes.ts'
import { socketAnswerer } from './socket-site.ts'

/** What requests need beside the room of the operations. */
export function doorRoom(room: GatewayRoom, surroundings: BackgroundSurroundings): DoorRoom {
  const { store, clock } = surroundings
  return {
    ...room,
    apis: new CompiledApis(store),
    throttle: new Throttle(clock),
    issuers: new IssuerKeys(surroundings),
    logs: new LogLines(surroundings),
    metrics: new ApiMetrics(surroundings),
    connections: new Connections(surroundings),
    goodbyes: new Goodbyes(),
  }
}

/** The HTTP and WebSocket APIs of a server. */
export function apisOf(room: DoorRoom, surroundings: BackgroundSurroundings): ApiKind {
  return {
    find: (apiId) =>
      soon(room.apis.find(apiId), (api) =>
        api?.socketStages ? missingToken(surroundings) : api && answererOf(room, surroundings, api),
      ),
    findSocket: (apiId) =>
      soon(room.apis.find(apiId), (api) => api?.socketStages && socketAnswerer(room, surroundings, api)),
  }
}

/** A WebSocket API has nothing to say to other requests, but to those about its connections, which are signed. UNVERIFIED: the words. */
function missingToken({ random }: Surroundings): ApiAnswerer {
  return async () => ({
    status: 403,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': randomUuid(random),
      'x-amzn-errortype': 'MissingAuthenticationTokenException',
    },
    body: '{"message":"Missing Authentication Token"}',
  })
}

function answererOf(room: DoorRoom, surroundings: Surroundings, api: CompiledApi): ApiAnswerer {
  return async (target, head, request, door) => {
    const requestId = newRequestId(surroundings.random)
    const found = locate(api, target, surroundings)
    if (!found) return undefined
    if ('answer' in found) return withId(found.answer, requestId)
    const begun = surroundings.clock.now()
    const seen: Seen = { bytes: 0 }
    const parts = { room, surroundings, requestId, seen }
    const answer = await answerRequest(parts, found, head, request, door)
    const latencyMs = Math.max(0, surroundings.clock.now() - begun)
    count(room, found, answer, latencyMs, seen)
    return withId(withCrossOrigin(answer, found.stage, head), requestId)
  }
}

/** Source: API Gateway Developer Guide, "Monitoring HTTP APIs with CloudWatch metrics". */
function count(
  { metrics }: DoorRoom,
  { api, stage }: Located,
  { status }: Answer,
  latencyMs: number,
  seen: Seen,
) {
  const ofApi = { ApiId: api.apiId }
  const errors = (from: number) =>
    ({ unit: 'Count', value: status >= from && status < from + 100 ? 1 : 0 }) as const
  metrics.count(api, [ofApi, { ...ofApi, Stage: stage.name }], {
    sums: {
      Count: { unit: 'Count', value: 1 },
      '4xx': errors(400),
      '5xx': errors(500),
      DataProcessed: { unit: 'Bytes', value: seen.bytes },
    },
    durations: { Latency: latencyMs, IntegrationLatency: seen.integrationLatencyMs },
  })
}

function withId(answer: Answer, requestId: string): Answer {
  return { ...answer, headers: { ...answer.headers, 'apigw-requestid': requestId } }
}

/** A request's API and stage. */
interface Located {
  readonly api: CompiledApi['api']
  readonly stage: CompiledStage
  /** Behind the stage. */
  readonly path: string
  /** As it was asked: with the stage's name, or with the key of the mapping. */
  readonly wholePath: string
  readonly domainName: string
}

/** Undefined: the API is not at this address. */
function locate(
  found: CompiledApi,
  target: ApiTarget,
  { settings }: Surroundings,
): Located | { readonly answer: Answer } | undefined {
  const { api, stages } = found
  if (target.kind === 'mapping') {
    const stage = stages.get(target.stage)
    return stage && { api, stage, path: target.path, wholePath: target.wholePath, domainName: target.host }
  }
  if (target.region !== undefined && target.region !== api.region) return undefined
  if (api.body.DisableExecuteApiEndpoint === true) return { answer: notFound() }
  const staged = stageOf(found, target)
  if (!staged) return { answer: notFound() }
  return { api, domainName: target.host ?? apiHost(api, settings.endpoint), ...staged }
}

/** A stage that the path names, else the default one. */
function stageOf(
  { stages }: CompiledApi,
  { path, namesStage }: Pick<AddressedTarget, 'path' | 'namesStage'>,
): Pick<Located, 'stage' | 'path' | 'wholePath'> | undefined {
  const { stage: name, rest } = splitStage(path)
  const named = name === '$default' && !namesStage ? undefined : stages.get(name)
  if (named) return { stage: named, path: rest, wholePath: name === '$default' ? rest : `/${name}${rest}` }
  const usual = stages.get('$default')
  return usual && { stage: usual, path, wholePath: path }
}

interface Parts {
  readonly room: DoorRoom
  readonly surroundings: Surroundings
  readonly requestId: string
  /** What metrics tell beside the answer. */
  readonly seen: Seen
}

interface Seen {
  /** Unit: milliseconds. */
  integrationLatencyMs?: number | undefined
  bytes: number
}

async function answerRequest(
  { room, surroundings, requestId, seen }: Parts,
  { api, stage, path, wholePath, domainName }: Located,
  head: RequestHead,
  request: IncomingMessage,
  door: SiteDoor,
): Promise<Answer> {
  const { method, headers } = head
  if (isPreflight(stage, head))
    return { status: 204, headers: stage.cors ? preflightHeaders(stage.cors, headers.origin) : {} }
  const matched = stage.routes.find(method, path)
  if (!matched) return notFound()
  const { route, pathParameters } = matched
  const { burst, rate } = route
  if (!room.throttle.admits(`${api.apiId}/${stage.name}/${route.key}`, burst, rate))
    return refusal(429, 'Too Many Requests')
  const now = surroundings.clock.now()
  const exchange = (body: Uint8Array): Exchange => ({
    surroundings,
    api,
    stage,
    route,
    pathParameters,
    method,
    path,
    wholePath,
    query: head.query,
    headers,
    rawHeaders: request.rawHeaders,
    body,
    protocol: `HTTP/${request.httpVersion === '2.0' ? '2' : request.httpVersion}`,
    sourceIp: head.sourceIp,
    requestId,
    domainName,
    traceHeader: headers['x-amzn-trace-id'] ?? newTraceHeader(surroundings.random, now),
    now,
    signal: door.signal,
    facts: { authorizer: {} },
  })
  try {
    const asked = exchange(await readBody(request, payloadBytesMax))
    const answer = await ask(room, asked, door)
    asked.facts.status = answer.status
    asked.facts.responseBytes = bytesOf(answer)
    log(room, asked)
    seen.integrationLatencyMs = asked.facts.integrationLatencyMs
    seen.bytes = asked.body.length + asked.facts.responseBytes
    return answer
  } catch (error) {
    if (!(error instanceof BodyError)) throw error
    return error.reason === 'too large' ? tooLarge() : refusal(408, 'Request Timeout')
  }
}

/** Source: API Gateway Developer Guide, "Configuring logging for an HTTP API". */
function log({ logs }: DoorRoom, exchange: Exchange): void {
  logs.addAccess(exchange, exchange.stage.accessLog, (name) => contextVariable(exchange, name))
}

async function ask(room: DoorRoom, exchange: Exchange, door: SiteDoor): Promise<Answer> {
  try {
    const decided = authorize(room, exchange, door)
    const refused = decided instanceof Promise ? await decided : decided
    if (refused) {
      exchange.facts.error = messageOf(refused)
      return refused
    }
    return await integrate(exchange)
  } catch (error) {
    exchange.surroundings.logger.error('A request to an API failed by a defect', {
      requestId: exchange.requestId,
      error,
    })
    return internalError()
  }
}

function messageOf({ body }: Answer): string {
  return typeof body === 'string' ? (JSON.parse(body) as { message: string }).message : ''
}

/** Only an API with rules answers preflights itself; others leave them to their routes. */
function isPreflight({ cors }: CompiledStage, { method, headers }: RequestHead): boolean {
  return (
    cors !== undefined &&
    method === 'OPTIONS' &&
    headers.origin !== undefined &&
    headers['access-control-request-method'] !== undefined
  )
}

function withCrossOrigin(answer: Answer, { cors }: CompiledStage, { method, headers }: RequestHead): Answer {
  if (cors === undefined || (method === 'OPTIONS' && answer.status === 204)) return answer
  // What the integration says of the matter is left out even where the rules allow nothing.
  const others = Object.entries(answer.headers).filter(([name]) => !/^access-control-/i.test(name))
  return {
    ...answer,
    headers: { ...Object.fromEntries(others), ...crossOriginHeaders(cors, headers.origin) },
  }
}
