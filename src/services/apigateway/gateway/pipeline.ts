/**
 * A request to a method, from its policy to its answer:
 *
 *   policy, authorizer -> key, plan -> throttle -> validation -> cache -> integration -> answer
 */

import { AwsError } from '../../../aws/aws-error.ts'
import type { Caller, SiteDoor } from '../../../dispatch/index.ts'
import { listParameters } from '../../../engines/http-events/index.ts'
import { type Answer, invokeRefusal, shownMap } from '../../../gateway/index.ts'
import { headerLists, type IntegrationAnswer, sentHeaders, wholeBody } from './answer.ts'
import { authorize } from './authorize.ts'
import { compressed } from './compression.ts'
import type { RestExchange } from './exchange.ts'
import { refusalAnswer } from './gateway-response.ts'
import { integrate } from './integrate.ts'
import { admitKey, admitStage } from './keys.ts'
import { cachedBytesMax } from './limits.ts'
import { lastValues, namedHeaders } from './message.ts'
import { apiPolicy, methodArn } from './policy.ts'
import { accessDenied, internalError, Refusal } from './refusals.ts'
import type { RestRoom } from './room.ts'
import { asksForNew, type CachePlace, cachePlace } from './stage-cache.ts'
import { validateRequest } from './validate.ts'

/** The answer, refusals as the API words them included. Never fails. */
export async function answerMethod(
  room: RestRoom,
  exchange: RestExchange,
  door: Pick<SiteDoor, 'identify'>,
): Promise<Answer> {
  try {
    tellArrival(exchange)
    if (!exchange.isTest) await authorize(room, exchange, door)
    await admitKey(room, exchange)
    if (!exchange.isTest) admitStage(room.throttle, exchange)
    exchange.log.info(`Starting execution for request: ${exchange.requestId}`)
    exchange.log.info(`HTTP Method: ${exchange.method}, Resource Path: ${exchange.resource.path}`)
    tellRequest(exchange)
    validateRequest(exchange)
    const answer = await throughCache(room, exchange, door)
    return sent(exchange, answer)
  } catch (error) {
    return refused(exchange, error)
  }
}

function refused(exchange: RestExchange, error: unknown): Answer {
  if (error instanceof Refusal) return finished(exchange, refusalAnswer(exchange, error))
  exchange.surroundings.logger.error('A request to an API failed by a defect', {
    requestId: exchange.requestId,
    error,
  })
  return refusalAnswer(exchange, internalError())
}

/** Answers of API Gateway itself are compressed as others are. */
function finished(exchange: RestExchange, answer: Answer): Answer {
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body, 'utf8') : answer.body
  if (!(body instanceof Uint8Array)) return answer
  exchange.log.info(`Method completed with status: ${answer.status}`)
  return sent(exchange, { status: answer.status, headers: headerLists(answer.headers), body })
}

function sent(exchange: RestExchange, answer: IntegrationAnswer): Answer {
  const { minimumCompressionSize } = exchange.deployed.api.restApi
  const { status, headers, body } = compressed(
    answer,
    exchange.headers['accept-encoding'],
    minimumCompressionSize,
  )
  return { status, headers: sentHeaders(headers), body }
}

function tellArrival({ log, extendedRequestId }: RestExchange): void {
  log.info(`Extended Request Id: ${extendedRequestId}`)
}

function tellRequest({ log, pathParameters, query, rawHeaders, body }: RestExchange): void {
  if (!log.tracesData) return
  log.data(() => `Method request path: ${shownMap(Object.entries(pathParameters))}`)
  log.data(
    () => `Method request query string: ${shownMap(Object.entries(lastValues(listParameters(query))))}`,
  )
  log.data(() => `Method request headers: ${shownMap(Object.entries(lastValues(namedHeaders(rawHeaders))))}`)
  log.data(() => `Method request body before transformations: ${Buffer.from(body).toString('utf8')}`)
}

async function throughCache(
  { caches }: RestRoom,
  exchange: RestExchange,
  door: Pick<SiteDoor, 'identify'>,
): Promise<IntegrationAnswer> {
  const place = cachePlace(exchange)
  if (!place) return integrate(exchange)
  const asked = asksForNew(exchange)
  const mayAsk = asked && (await mayInvalidate(exchange, door))
  const kept = mayAsk ? undefined : caches.find(place.stage, place.key)
  exchange.facts.cache = kept ? 'hit' : 'miss'
  if (kept) {
    exchange.log.info('Cache hit')
    return withWarning(exchange, { ...kept, headers: headerLists(kept.headers) }, asked)
  }
  const answer = await integrate(exchange)
  return withWarning(exchange, await keep(caches, place, answer), asked && !mayAsk)
}

async function keep(
  caches: RestRoom['caches'],
  place: CachePlace,
  answer: IntegrationAnswer,
): Promise<IntegrationAnswer> {
  if (answer.status !== 200 || !(answer.body instanceof Uint8Array)) return answer
  const body = await wholeBody(answer.body, cachedBytesMax)
  if (body === undefined) return answer
  caches.keep(
    place.stage,
    place.key,
    { status: answer.status, headers: Object.fromEntries(answer.headers), body },
    place.ttlSeconds,
  )
  return answer
}

/**
 * Whether who sends a request may have a new answer: who has signed it, also where its method asks for no signature, and whom policies
 * allow `execute-api:InvalidateCache`. Source: Developer Guide, "Invalidate an API Gateway cache entry". Fails with 403.
 */
async function mayInvalidate(exchange: RestExchange, door: Pick<SiteDoor, 'identify'>): Promise<boolean> {
  const { settings } = exchange
  if (settings.requireAuthorizationForCacheControl === false) return true
  const caller = exchange.facts.caller ?? (await signer(exchange, door))
  if (caller) {
    const asked = { resource: methodArn(exchange), policy: apiPolicy(exchange) }
    if (!(await invokeRefusal(exchange, caller, { ...asked, action: 'execute-api:InvalidateCache' })))
      return true
  }
  if (settings.unauthorizedCacheControlHeaderStrategy === 'FAIL_WITH_403')
    throw accessDenied('User is not authorized to invalidate the cache')
  return false
}

/** Who has signed a request; a signature that is wrong is nobody's. */
async function signer(exchange: RestExchange, door: Pick<SiteDoor, 'identify'>): Promise<Caller | undefined> {
  try {
    return await door.identify('execute-api', exchange.body)
  } catch (error) {
    if (error instanceof AwsError) return undefined
    throw error
  }
}

function withWarning(
  { settings }: RestExchange,
  answer: IntegrationAnswer,
  wasIgnored: boolean,
): IntegrationAnswer {
  const strategy = settings.unauthorizedCacheControlHeaderStrategy ?? 'SUCCEED_WITH_RESPONSE_HEADER'
  if (!wasIgnored || strategy !== 'SUCCEED_WITH_RESPONSE_HEADER') return answer
  const warning = '199 Cache control headers were ignored because the caller was unauthorized.'
  return { ...answer, headers: new Map([...answer.headers, ['warning', [warning]]]) }
}
