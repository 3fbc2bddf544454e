/**
 * Connections of WebSocket APIs:
 *
 *   address -> API and stage -> $connect: throttle, parameters, who, key, integration -> accepted, and open until somebody closes it
 *   message -> route -> throttle -> integration -> frame back, if the route answers
 *   end -> $disconnect, as well as it goes
 *
 * Source: API Gateway Developer Guide, chapter "WebSocket APIs".
 */
import type { BackgroundSurroundings, SiteDoor } from '../../../dispatch/index.ts'
import {
  type ApiTarget,
  addedHeaders,
  apiHost,
  ExecutionLog,
  newTraceHeader,
  type SocketAnswerer,
  splitStage,
} from '../../../gateway/index.ts'
import type { IncomingMessage, RequestHead, Upgrade } from '../../../http/index.ts'
import { gatewayWords, type SocketHappening } from '../domain/socket-events.ts'
import type { CompiledApi } from '../gateway/compiled.ts'
import { frameBytesMax, messageBytesMax } from '../limits.ts'
import type { DoorRoom } from '../room.ts'
import { admit } from '../sockets/authorize.ts'
import type { SocketStage } from '../sockets/compiled.ts'
import type { SocketConnection, SocketExchange } from '../sockets/exchange.ts'
import { integrateSocket } from '../sockets/integrate.ts'
import { noteHappening, tellBeginning } from '../sockets/notes.ts'
import { refusedWith, type SocketOutcome, socketForbidden } from '../sockets/outcome.ts'
import { OpenSocketConnection } from './open-connection.ts'
import { never, newSocketId } from './socket-ids.ts'

const limits = { messageBytesMax, frameBytesMax }

/** What answers requests to connect to one API. */
export function socketAnswerer(
  room: DoorRoom,
  surroundings: BackgroundSurroundings,
  api: CompiledApi,
): SocketAnswerer {
  return async (target, head, request, upgrade, door) => {
    const handshake = { room, surroundings, api: api.api, head, request, upgrade, door }
    await connect(handshake, locate(api, target, surroundings))
  }
}

interface Place {
  /** Undefined: there is no such stage, or it is not to be reached so. */
  readonly stage: SocketStage | undefined
  readonly domainName: string
}

function locate(
  { api, socketStages }: CompiledApi,
  target: ApiTarget,
  { settings }: BackgroundSurroundings,
): Place {
  if (target.kind === 'mapping') {
    const stage = target.path === '/' ? socketStages?.get(target.stage) : undefined
    return { stage, domainName: target.host }
  }
  const { stage: name, rest } = splitStage(target.path)
  const isHere = target.region === undefined || target.region === api.region
  const isOpen = isHere && api.body.DisableExecuteApiEndpoint !== true && rest === '/'
  return {
    stage: isOpen ? socketStages?.get(name) : undefined,
    domainName: target.host ?? apiHost(api, settings.endpoint),
  }
}

interface Handshake {
  readonly room: DoorRoom
  readonly surroundings: BackgroundSurroundings
  readonly api: CompiledApi['api']
  readonly head: RequestHead
  readonly request: IncomingMessage
  readonly upgrade: Upgrade
  readonly door: SiteDoor
}

async function connect(handshake: Handshake, { stage, domainName }: Place): Promise<void> {
  const { room, surroundings, api, upgrade } = handshake
  const [connectionId, requestId] = [newSocketId(surroundings.random), newSocketId(surroundings.random)]
  const refuse = (outcome: SocketOutcome & { readonly kind: 'refused' }) =>
    upgrade.refuse(refusalOf(outcome, connectionId, requestId))
  if (upgrade.isMalformed) return refuse(refusedWith(400, 'Bad Request'))
  if (!stage) return refuse(socketForbidden())
  if (room.connections.isFull) return refuse(refusedWith(429, 'Too Many Requests'))
  const connection = connectionOf(handshake, stage, domainName, connectionId)
  const { outcome, admitted } = await ask(handshake, stage, connection, requestId)
  if (outcome.kind === 'refused') return refuse(outcome)
  const isAccepted = outcome.status >= 200 && outcome.status < 300
  if (!isAccepted)
    return upgrade.refuse({
      status: outcome.status,
      headers: { ...safeHeaders(outcome.headers), 'x-amzn-requestid': requestId },
      body: Buffer.from(outcome.text, 'utf8'),
    })
  await room.connections.announce(
    { connectionId, apiId: api.apiId, stage: stage.name },
    admitted.facts.connectedAt,
  )
  upgrade.accept(
    outcome.headers,
    limits,
    (peer) => new OpenSocketConnection(room, surroundings, api, admitted, peer),
  )
}

/** Asks `$connect`, if the API has it. */
async function ask(
  { room, surroundings, api, head, door }: Handshake,
  stage: SocketStage,
  connection: SocketConnection,
  requestId: string,
): Promise<{ readonly outcome: SocketOutcome; readonly admitted: SocketConnection }> {
  const route = stage.routes.get('$connect')
  if (!route) return { outcome: { kind: 'answer', status: 200, headers: {}, text: '' }, admitted: connection }
  const happening: SocketHappening = { eventType: 'CONNECT' }
  const now = connection.facts.connectedAt
  const traceHeader = head.headers['x-amzn-trace-id'] ?? newTraceHeader(surroundings.random, now)
  const exchange: SocketExchange = {
    surroundings,
    api,
    stage,
    route,
    connection,
    happening,
    requestId,
    traceHeader,
    now,
    signal: never,
    seen: {},
    log: new ExecutionLog(() => surroundings.clock.now(), route.logging),
  }
  tellBeginning(exchange)
  return surroundings.jobs.during(async () => {
    let admitted = connection
    const decide = async (): Promise<SocketOutcome> => {
      if (!room.throttle.admits(`${api.apiId}/${stage.name}/$connect`, route.burst, route.rate))
        return refusedWith(429, 'Too Many Requests')
      const admission = await admit(exchange, door)
      if ('kind' in admission) return admission
      admitted = { ...connection, facts: { ...connection.facts, ...admission } }
      return integrateSocket({ ...exchange, connection: admitted })
    }
    const outcome = await decide()
    noteHappening(room, { ...exchange, connection: admitted }, outcome)
    return { outcome, admitted }
  })
}

function connectionOf(
  { surroundings, api, head, request }: Handshake,
  stage: SocketStage,
  domainName: string,
  connectionId: string,
): SocketConnection {
  const now = surroundings.clock.now()
  const { headers, query, sourceIp } = head
  const userAgent = headers['user-agent']
  const traceHeader = headers['x-amzn-trace-id'] ?? newTraceHeader(surroundings.random, now)
  const added = addedHeaders({ headers, sourceIp, traceHeader, surroundings })
  return {
    facts: {
      apiId: api.apiId,
      stage: stage.name,
      stageVariables: stage.variables,
      domainName,
      connectionId,
      connectedAt: now,
      identity: { ...(userAgent === undefined ? {} : { userAgent }), sourceIp },
    },
    request: {
      rawHeaders: request.rawHeaders,
      query,
      // As the examples spell them.
      addedHeaders: {
        'X-Amzn-Trace-Id': added['x-amzn-trace-id'] ?? '',
        'X-Forwarded-For': added['x-forwarded-for'] ?? '',
        'X-Forwarded-Port': added['x-forwarded-port'] ?? '',
        'X-Forwarded-Proto': added['x-forwarded-proto'] ?? '',
      },
    },
    headers,
    sourceIp,
  }
}

/** Names of errors that answers carry. UNVERIFIED: but for the first two. */
const errorTypes: Readonly<Record<number, string>> = {
  401: 'UnauthorizedException',
  403: 'ForbiddenException',
  400: 'BadRequestException',
  429: 'TooManyRequestsException',
  500: 'InternalServerErrorException',
  502: 'InternalServerErrorException',
  504: 'IntegrationTimeoutException',
}

function refusalOf(
  { status, message }: SocketOutcome & { readonly kind: 'refused' },
  connectionId: string,
  requestId: string,
) {
  const type = errorTypes[status]
  return {
    status,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': requestId,
      ...(type === undefined ? {} : { 'x-amzn-errortype': type }),
    },
    body: gatewayWords(message, connectionId, requestId),
  }
}

const unsafe = /^(?:connection|content-length|keep-alive|transfer-encoding|upgrade|sec-websocket-.*)$/i

/** Headers that an answer may have: names and values that are no more than that. */
function safeHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name, value]) =>
        /^[\w!#$%&'*+.^`|~-]+$/.test(name) && !unsafe.test(name) && !/[^\t\x20-\x7e\x80-\xff]/.test(value),
    ),
  )
}
