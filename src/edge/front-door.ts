/**
 * The front door: what happens to a request, as one list of steps.
 *
 *   head -> a site? -> own route? -> identify the service -> authenticate -> body -> operation -> decode -> dispatch -> encode -> send
 *
 * A service may have a desk here (front-desk.ts), which reads its addresses and answers what is no operation. Addresses of applications
 * (site.ts) have nothing to do with AWS's protocols.
 *
 * Whatever goes wrong on the way is answered as the service's protocol words errors; a request whose service nobody
 * can tell is answered in the form its content type suggests.
 */
import { AwsError } from '../aws/aws-error.ts'
import type { Principal } from '../aws/principal.ts'
import { readOutput } from '../aws/written-output.ts'
import type { Changeable } from '../base/changeable.ts'
import { invariant } from '../base/invariant.ts'
import type { Logger } from '../base/logger.ts'
import { type RandomSource, randomUuid } from '../base/random.ts'
import type { Dispatcher, LoadedService, RequestFacts, ServiceRegistry } from '../dispatch/index.ts'
import {
  type Answer,
  type HttpHandler,
  type IncomingMessage,
  isReceived,
  type RequestHead,
  readBody,
  readHead,
  type ServerResponse,
  send,
} from '../http/index.ts'
import type { OperationModel } from '../models/index.ts'
import {
  eventStreamMember,
  familyOf,
  protocols,
  readAuthorization,
  type ServerProtocol,
  unknownOperation,
  type WireResponse,
} from '../protocol/index.ts'
import type { Authenticator, Identity } from './authenticate.ts'
import { chooseProtocol, isForm } from './choose-protocol.ts'
import { withCrc32 } from './crc32.ts'
import { errorWithoutService, internalFailure, knownError, unnamedService } from './errors.ts'
import type { AnsweredFacts, DeskDoor, FrontDesk, FrontDesks } from './front-desk.ts'
import { byQuery, identifyService, peekScope } from './identify.ts'
import { refusedLingerMs, requestBytesMaxDefault, unidentifiedBytesMax } from './limits.ts'
import { holdWhole, openStream, uncompressed, unwrapWhole } from './payload.ts'
import type { RouteTable } from './routes.ts'
import type { Site } from './site.ts'
import { siteDoor } from './site-door.ts'

/** What the front door is built from. */
export interface FrontDoorParts {
  readonly registry: ServiceRegistry
  readonly dispatcher: Dispatcher
  readonly authenticator: Authenticator
  readonly routes: RouteTable
  readonly desks: FrontDesks
  readonly sites: readonly Site[]
  readonly random: RandomSource
  readonly logger: Logger
}

/** Builds the handler of every request. */
export function frontDoor(parts: FrontDoorParts): HttpHandler {
  return async (request, response, closing) => {
    const head = readHead(request)
    const exchange = { request, response, closing }
    const site = parts.sites.find((one) => one.claims(head))
    const route = site ? undefined : parts.routes.find(head)
    const answer = site
      ? await answerSite(parts, site, head, exchange)
      : route
        ? await route(head, request, closing)
        : await answerCall(parts, head, exchange)
    if (!isReceived(request)) refuseRest(request, response, answer.status)
    await send(response, answer)
  }
}

/**
 * A request answered before its body was read. What is left of it is taken in for a moment: a connection that is cut under a client who
 * still sends takes the answer with it. Who goes on after that is cut, and at once who has been silent for too long (408).
 */
function refuseRest(request: IncomingMessage, response: ServerResponse, status: number): void {
  if (status === 408) {
    response.setHeader('Connection', 'close')
    response.once('finish', () => request.destroy())
    return
  }
  response.once('finish', () => {
    if (request.complete || request.destroyed) return
    const cut = setTimeout(() => request.destroy(), refusedLingerMs).unref()
    request.once('close', () => clearTimeout(cut)).resume()
  })
}

/** What is known of a call so far; grows from step to step, so that an error is answered in the best known form. */
interface Progress {
  desk?: FrontDesk
  service?: LoadedService
  protocol?: ServerProtocol
  operation?: OperationModel
  principal?: Principal
  errorCode?: string
}

/** A request and what ends its answer. */
interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly closing: AbortSignal
}

async function answerSite(
  parts: FrontDoorParts,
  site: Site,
  head: RequestHead,
  exchange: Exchange,
): Promise<Answer> {
  const requestId = randomUuid(parts.random)
  try {
    const loaded = site.load()
    const handler = loaded instanceof Promise ? await loaded : loaded
    return await handler(
      head,
      exchange.request,
      siteDoor(parts.authenticator, head, {
        requestId,
        signal: untilGone(exchange.response),
        closing: exchange.closing,
      }),
    )
  } catch (error) {
    parts.logger.error('A request failed by a defect', { requestId, error })
    return {
      status: 500,
      headers: { 'Content-Type': 'application/json', 'x-amzn-RequestId': requestId },
      body: '{"message":"Internal Server Error"}',
    }
  }
}

/** Aborts when the client goes away before it was answered. */
function untilGone(response: ServerResponse): AbortSignal {
  const controller = new AbortController()
  response.on('close', () => {
    if (!response.writableFinished) controller.abort(new Error('The client went away'))
  })
  return controller.signal
}

async function answerCall(
  parts: FrontDoorParts,
  head: RequestHead,
  exchange: Exchange,
): Promise<WireResponse> {
  const requestId = randomUuid(parts.random)
  const progress: Progress = {}
  const started = performance.now()
  let answer: WireResponse
  try {
    answer = await runCall(parts, head, requestId, exchange, progress)
  } catch (error) {
    const failure = knownError(error) ?? internalFailure(error)
    if (failure.code === 'InternalFailure' && !(error instanceof AwsError)) {
      parts.logger.error('A request failed by a defect', { requestId, error })
    }
    progress.errorCode = failure.code
    answer = wordError(progress, failure, head, requestId)
  }
  if (progress.service?.definition?.answersWithCrc32) answer = withCrc32(answer)
  const more = progress.desk?.answerHeaders?.(head)
  const headers = more && (await more)
  if (headers) answer = { ...answer, headers: { ...answer.headers, ...headers } }
  progress.desk?.answered?.(head, answer, answeredFacts(progress, exchange, requestId, started))
  return answer
}

function answeredFacts(
  { operation, principal, errorCode }: Progress,
  { request }: Exchange,
  requestId: string,
  started: number,
): AnsweredFacts {
  return {
    requestId,
    httpVersion: request.httpVersion,
    durationMs: performance.now() - started,
    ...(operation === undefined ? {} : { operation: operation.name }),
    ...(principal === undefined ? {} : { principal }),
    ...(errorCode === undefined ? {} : { errorCode }),
  }
}

function wordError(
  { service, protocol, operation }: Progress,
  failure: AwsError,
  head: RequestHead,
  requestId: string,
): WireResponse {
  if (!service || !protocol) return errorWithoutService(failure, head, requestId)
  const answer = { requestId, requestHeaders: head.headers }
  // A request without an operation has its method to go by.
  const isHead = head.method === 'HEAD' && operation === undefined
  const worded = protocol.encodeError(service.model, operation, failure, answer)
  return isHead ? { status: worded.status, headers: worded.headers } : worded
}

/** What a desk may ask of the front door, for one request. */
function deskDoor(
  { authenticator, dispatcher }: FrontDoorParts,
  sent: RequestHead,
  requestId: string,
  exchange: Exchange,
  service: LoadedService,
  progress: Progress,
): DeskDoor {
  const signal = untilGone(exchange.response)
  const callerOf = ({ principal, accountId, region }: Identity) => ({ principal, accountId, region, signal })
  return {
    requestId,
    signal,
    anonymous: () => callerOf(authenticator.anonymous(sent)),
    identify: async (signature) => callerOf(await authenticator.identifyForm(signature)),
    run: async (name, input, caller) => {
      const operation = service.model.operations.get(name)
      invariant(operation !== undefined, `a desk asked for ${name}, which its service does not have`)
      const facts = factsOf(sent, requestId, exchange)
      return readOutput(await dispatcher.run(service, operation, input, caller, facts))
    },
    word: (error) => wordError(progress, error, sent, requestId),
  }
}

async function runCall(
  parts: FrontDoorParts,
  sent: RequestHead,
  requestId: string,
  exchange: Exchange,
  progress: Progress,
): Promise<WireResponse> {
  const { request } = exchange
  const { registry, dispatcher, authenticator } = parts
  let body: Uint8Array | undefined
  let named = identifyService(sent)
  if (!named && sent.method === 'POST' && isForm(sent)) {
    body = await readBody(request, unidentifiedBytesMax)
    named = byQuery(Buffer.from(body).toString('latin1'))
  }
  const scope = named ? undefined : peekScope(sent)
  if (scope && /^[a-z][a-z0-9-]*$/.test(scope.service)) throw unnamedService(scope.service)
  // A request that nothing else explains is one for S3: only there do bare paths mean something.
  const service = registry.peek(named?.prefix ?? 's3') ?? (await registry.load(named?.prefix ?? 's3'))
  const { model } = service
  const protocol = protocols[chooseProtocol(model.protocols, sent)]
  progress.service = service
  progress.protocol = protocol
  const loadDesk = parts.desks.get(service.named.prefix)
  const desk = loadDesk && (await loadDesk())
  if (desk) progress.desk = desk
  const head = desk?.readHead?.(sent) ?? sent
  if (desk?.answer) {
    const answer = desk.answer(head, request, deskDoor(parts, sent, requestId, exchange, service, progress))
    if (answer) return await answer
  }

  const family = familyOf(protocol.name)
  const authorization = readAuthorization(sent, family)
  let operation = protocol.identify(model, head)
  let plain: Uint8Array | undefined
  const streams = operation !== undefined && hasStreamingInput(operation)
  if (!streams) {
    const bytesMax = service.definition?.requestBytesMax ?? requestBytesMaxDefault
    body ??= await readBody(request, bytesMax)
    const opened = uncompressed(head, body, operation, bytesMax)
    plain = opened instanceof Promise ? await opened : opened
    operation ??= protocol.identify(model, head, plain)
  }
  if (operation) progress.operation = operation
  // Of a request that names no operation the signature is judged first, as at AWS.
  const unsignedAllowed =
    desk?.takesUnsigned || (operation !== undefined && mayBeUnsigned(service, operation))
  const signingName = model.signingName
  const identified = authenticator.identify({
    head: sent,
    resourcePath: head.path,
    family,
    signingName,
    authorization,
    unsignedAllowed,
    body,
  })
  const caller = identified instanceof Promise ? await identified : identified
  progress.principal = caller.principal
  if (!operation) {
    throw unknownOperation(protocol.name, model, { query: head.query, ...(plain ? { body: plain } : {}) })
  }

  if (body && family === 's3' && !caller.verified) holdWhole(sent, body)
  const unwrapped = plain && unwrapWhole(head, plain, caller.verified)
  const payload = unwrapped
    ? { body: unwrapped instanceof Promise ? await unwrapped : unwrapped }
    : { body: noBytes, stream: openStream(head, request, caller.verified) }
  if (plain) desk?.checkBody?.(head, payload.body)
  const decoded = protocol.decode(model, operation, { ...head, ...payload })
  const input = completed(service, operation, head, decoded)
  const { principal, accountId, region } = caller
  const signal = signalOf(exchange, operation)
  const facts = factsOf(head, requestId, exchange)
  const asked = { principal, accountId, region, signal }
  const output = await dispatcher.run(service, operation, input, asked, facts)
  const shown = protocol.takesWritten ? output : readOutput(output)
  return protocol.encode(model, operation, shown, { requestId, requestHeaders: head.headers })
}

const noBytes = new Uint8Array(0)

function mayBeUnsigned({ definition }: LoadedService, { name, unsigned }: OperationModel): boolean {
  return unsigned || (definition?.unsigned?.includes(name) ?? false)
}

/** An input with those of its members that the request's address gives. */
function completed(
  { definition }: LoadedService,
  operation: OperationModel,
  { path, headers }: RequestHead,
  input: object,
): object {
  if (path === '/' || definition?.addressInput === undefined) return input
  const address = URL.parse(`http://${headers.host ?? 'localhost'}${path}`)
  if (address === null) return input
  const given = Object.entries(definition.addressInput(address)).filter(
    ([name]) => operation.input.memberByName.has(name) && !(name in input),
  )
  return given.length === 0 ? input : { ...input, ...Object.fromEntries(given) }
}

function factsOf({ headers, sourceIp }: RequestHead, requestId: string, { closing }: Exchange): RequestFacts {
  const { host, 'user-agent': userAgent, 'x-amzn-trace-id': traceHeader } = headers
  const facts: Changeable<RequestFacts> = { requestId, sourceIp, closing }
  if (host !== undefined) facts.host = host
  if (userAgent !== undefined) facts.userAgent = userAgent
  if (traceHeader !== undefined) facts.traceHeader = traceHeader
  return facts
}

const streaming = new WeakMap<OperationModel, boolean>()

/** Whether an operation takes its body as a stream: a blob payload that streams, or events. */
function hasStreamingInput(operation: OperationModel): boolean {
  let known = streaming.get(operation)
  if (known === undefined) {
    known = operation.input.members.some(({ shape, traits }) => {
      const events = (shape.type === 'union' || shape.type === 'structure') && shape.eventStream
      return (
        events ||
        (traits.httpPayload === true && (traits.streaming === true || shape.traits.streaming === true))
      )
    })
    streaming.set(operation, known)
  }
  return known
}

/**
 * Ends when the client goes away before it was answered; for answers that are streams of events also when the server
 * begins to close, as they would hold it up to the end of its patience. Others are let finish.
 */
function signalOf({ response, closing }: Exchange, operation: OperationModel): AbortSignal {
  const gone = untilGone(response)
  return eventStreamMember(operation.output) ? AbortSignal.any([gone, closing]) : gone
}
