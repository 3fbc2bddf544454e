/**
 * Answers requests to HTTP APIs:
 *
 *   address -> API and stage -> preflight? -> route -> throttle -> body -> who -> integration -> response
 *
 * Source: API Gateway Developer Guide, chapter "HTTP APIs".
 */
import { type RandomSource, randomHex } from '../../../base/random.ts'
import type { BackgroundSurroundings, SiteDoor, Surroundings } from '../../../dispatch/index.ts'
import {
  type Answer,
  BodyError,
  type IncomingMessage,
  type RequestHead,
  readBody,
} from '../../../http/index.ts'
import { type ApiAddress, readApiAddress, splitStage } from '../domain/addresses.ts'
import { crossOriginHeaders, preflightHeaders } from '../domain/cors.ts'
import { AccessLogs } from '../gateway/access-logs.ts'
import { authorize } from '../gateway/authorize.ts'
import { type CompiledApi, CompiledApis, type CompiledStage } from '../gateway/compiled.ts'
import type { Exchange } from '../gateway/exchange.ts'
import { integrate } from '../gateway/integrate.ts'
import { GatewayMetrics } from '../gateway/metrics.ts'
import { forbidden, internalError, notFound, refusal } from '../gateway/refusals.ts'
import { Throttle } from '../gateway/throttle.ts'
import { payloadBytesMax } from '../limits.ts'
import type { DoorRoom, GatewayRoom } from '../room.ts'
import { apiHost } from '../views.ts'
import type { SiteHandler } from './site-handler.ts'
import { IssuerKeys } from './tokens.ts'

/** What requests need beside the room of the operations. */
export function doorRoom(room: GatewayRoom, surroundings: BackgroundSurroundings): DoorRoom {
  const { store, clock } = surroundings
  return {
    ...room,
    apis: new CompiledApis(store),
    throttle: new Throttle(clock),
    issuers: new IssuerKeys(),
    logs: new AccessLogs(surroundings),
    metrics: new GatewayMetrics(surroundings),
  }
}

/** The site of a server. */
export function apiSite(room: DoorRoom, surroundings: Surroundings): SiteHandler {
  return async (head, request, door) => {
    const requestId = newRequestId(surroundings.random)
    const found = await locate(room, head, surroundings)
    if (!found) return withId(forbidden(), requestId)
    if ('answer' in found) return withId(found.answer, requestId)
    const begun = surroundings.clock.now()
    const seen: Seen = { bytes: 0 }
    const parts = { room, surroundings, requestId, seen }
    const answer = await answerRequest(parts, found, head, request, door)
    const latencyMs = Math.max(0, surroundings.clock.now() - begun)
    room.metrics.count(found.api, found.stage.name, { answer, latencyMs, ...seen })
    return withId(withCrossOrigin(answer, found.stage, head), requestId)
  }
}

/** Sixteen characters, as HTTP APIs name requests: `JKJaXmPLvHcESHA=`. */
function newRequestId(random: RandomSource): string {
  return Buffer.from(random.bytes(11)).toString('base64')
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
  readonly domainName: string
}

/** Undefined: there is no such API. */
async function locate(
  { apis }: DoorRoom,
  { headers, path }: RequestHead,
  { settings }: Surroundings,
): Promise<Located | { readonly answer: Answer } | undefined> {
  const address = readApiAddress(headers.host, path)
  if (!address) return locateByDomain(apis, hostOf(headers.host), path)
  const found = await apis.find(address.apiId)
  if (!found || (address.region !== undefined && address.region !== found.api.region)) return undefined
  if (found.api.body.DisableExecuteApiEndpoint === true) return { answer: notFound() }
  const staged = stageOf(found, address)
  if (!staged) return { answer: notFound() }
  const named = hostOf(headers.host)
  const domainName = named?.includes('.execute-api.') ? named : apiHost(found.api, settings.endpoint)
  return { api: found.api, domainName, ...staged }
}

function hostOf(host: string | undefined): string | undefined {
  return host?.toLowerCase().replace(/:\d+$/, '')
}

/** A stage that the path names, else the default one. */
function stageOf(
  { stages }: CompiledApi,
  { path, namesStage }: ApiAddress,
): { readonly stage: CompiledStage; readonly path: string } | undefined {
  const { stage: name, rest } = splitStage(path)
  const named = name === '$default' && !namesStage ? undefined : stages.get(name)
  if (named) return { stage: named, path: rest }
  const usual = stages.get('$default')
  return usual && { stage: usual, path }
}

async function locateByDomain(
  apis: CompiledApis,
  host: string | undefined,
  path: string,
): Promise<Located | { readonly answer: Answer } | undefined> {
  const domain = host === undefined ? undefined : await apis.findDomain(host)
  if (!domain || host === undefined) return undefined
  for (const { apiId, stage: name, key } of domain.mappings) {
    if (key !== '' && path !== `/${key}` && !path.startsWith(`/${key}/`)) continue
    const found = await apis.find(apiId)
    const stage = found?.stages.get(name)
    if (!found || !stage) continue
    const rest = key === '' ? path : path.slice(key.length + 1) || '/'
    return { api: found.api, stage, path: rest, domainName: host }
  }
  return { answer: notFound() }
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
  { api, stage, path, domainName }: Located,
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
  const exchange = async (body: Uint8Array): Promise<Exchange> => ({
    surroundings,
    api,
    stage,
    route,
    pathParameters,
    method,
    path,
    query: head.query,
    headers,
    rawHeaders: request.rawHeaders,
    body,
    protocol: `HTTP/${request.httpVersion === '2.0' ? '2' : request.httpVersion}`,
    sourceIp: head.sourceIp,
    requestId,
    domainName,
    traceHeader: headers['x-amzn-trace-id'] ?? newTraceId(surroundings.random, now),
    now,
    signal: door.signal,
    facts: { authorizer: {} },
  })
  try {
    const asked = await exchange(await readBody(request, payloadBytesMax))
    const answer = await ask(room, asked, door)
    asked.facts.status = answer.status
    asked.facts.responseBytes = lengthOf(answer)
    if (stage.accessLog) room.logs.add(asked)
    seen.integrationLatencyMs = asked.facts.integrationLatencyMs
    seen.bytes = asked.body.length + asked.facts.responseBytes
    return answer
  } catch (error) {
    if (!(error instanceof BodyError)) throw error
    return error.reason === 'too large'
      ? refusal(413, 'Request Entity Too Large')
      : refusal(408, 'Request Timeout')
  }
}

async function ask(room: DoorRoom, exchange: Exchange, door: SiteDoor): Promise<Answer> {
  try {
    const refused = await authorize(room, exchange, door)
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

function lengthOf({ body }: Answer): number {
  if (typeof body === 'string') return Buffer.byteLength(body)
  return body instanceof Uint8Array ? body.length : 0
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

/** The header of a chain that begins. */
function newTraceId(random: RandomSource, now: number): string {
  const seconds = Math.floor(now / 1000)
    .toString(16)
    .padStart(8, '0')
  return `Root=1-${seconds}-${randomHex(random, 12)}`
}
