/**
 * Answers requests to REST APIs:
 *
 *   address -> API, stage, deployment (or its canary's) -> resource and method -> body -> pipeline -> logs, metrics
 *
 * Source: API Gateway Developer Guide, chapter "REST APIs".
 */

import type { Stage } from '@aws-sdk/client-api-gateway'
import { type RandomSource, randomUuid } from '../../../base/random.ts'
import { soon } from '../../../base/soon.ts'
import type { SiteDoor, Surroundings } from '../../../dispatch/index.ts'
import {
  type AddressedTarget,
  type ApiAnswerer,
  type ApiKind,
  type ApiTarget,
  apiHost,
  ExecutionLog,
  newRequestId,
  newTraceHeader,
  splitStage,
} from '../../../gateway/index.ts'
import {
  type Answer,
  BodyError,
  type IncomingMessage,
  type RequestHead,
  readBody,
} from '../../../http/index.ts'
import { type CompiledDeployment, type FoundApi, settingsOf } from '../gateway/compiled.ts'
import { uncompressed } from '../gateway/compression.ts'
import type { RestExchange, RestStage } from '../gateway/exchange.ts'
import { plainRefusal, refusalAnswer } from '../gateway/gateway-response.ts'
import { payloadBytesMax } from '../gateway/limits.ts'
import { answerMethod } from '../gateway/pipeline.ts'
import { badBody, forbidden, missingToken, Refusal, requestTooLarge } from '../gateway/refusals.ts'
import type { RestRoom } from '../gateway/room.ts'
import { tellRequestDone } from '../gateway/telling.ts'
import type { Flushes } from '../records.ts'

/** The REST APIs of a server. */
export function restApis(room: RestRoom, surroundings: Surroundings): ApiKind {
  return {
    find: (apiId) => soon(room.apis.find(apiId), (api) => api && answererOf({ room, surroundings }, api)),
  }
}

interface Parts {
  readonly room: RestRoom
  readonly surroundings: Surroundings
}

function answererOf(parts: Parts, api: FoundApi): ApiAnswerer {
  return async (target, head, request, door) => {
    const { surroundings } = parts
    const ids = {
      requestId: randomUuid(surroundings.random),
      extendedRequestId: newRequestId(surroundings.random),
    }
    const answer = await answerTarget(parts, api, { target, head, request, door, ...ids })
    if (!answer) return undefined
    return {
      ...answer,
      headers: {
        'x-amzn-RequestId': ids.requestId,
        'x-amz-apigw-id': ids.extendedRequestId,
        ...answer.headers,
      },
    }
  }
}

interface Arrival {
  readonly target: ApiTarget
  readonly head: RequestHead
  readonly request: IncomingMessage
  readonly door: SiteDoor
  readonly requestId: string
  readonly extendedRequestId: string
}

/** A request's stage, and its path in it. */
interface Staged {
  readonly view: Stage
  readonly flushes: Flushes
  readonly name: string
  readonly path: string
  readonly wholePath: string
  readonly mappingKey?: string
  readonly domainName: string
}

async function answerTarget(parts: Parts, api: FoundApi, arrival: Arrival): Promise<Answer | undefined> {
  const { room, surroundings } = parts
  const staged = await stageOf(parts, api, arrival.target)
  if (staged === undefined) return undefined
  if (staged === 'none') return plainRefusal(forbidden())
  const stage = stageOfRequest(staged, surroundings.random)
  const deployed = await room.apis.deployment(api.place, stage.deploymentId)
  if (!deployed) return plainRefusal(forbidden())
  const exchange = exchangeOf(parts, api, arrival, { staged, stage, deployed })
  const answer = await answerExchange(room, exchange, arrival)
  tellRequestDone(room, exchange, answer)
  return answer
}

/** Undefined: the API is not at this address. `none`: it has no such stage. */
async function stageOf(
  { room, surroundings }: Parts,
  api: FoundApi,
  target: ApiTarget,
): Promise<Staged | 'none' | undefined> {
  const { place } = api
  if (target.kind === 'address') {
    if (target.region !== undefined && target.region !== place.region) return undefined
    if (api.isDisabled) return 'none'
    const { stage: name, rest } = splitStage(target.path)
    const found = await room.apis.stage(place, name)
    const domainName = domainOf(target, apiHost(place, surroundings.settings.endpoint))
    return found ? { ...found, name, path: rest, wholePath: `/${name}${rest}`, domainName } : 'none'
  }
  const { stage: name, rest } =
    target.stage === '' ? splitStage(target.path) : { stage: target.stage, rest: target.path }
  const found = await room.apis.stage(place, name)
  const { wholePath, key: mappingKey, host: domainName } = target
  return found ? { ...found, name, path: rest, wholePath, mappingKey, domainName } : 'none'
}

function domainOf({ host }: Pick<AddressedTarget, 'host'>, usual: string): string {
  return host ?? usual
}

/** A canary takes its share of requests. Source: Developer Guide, "Set up an API Gateway canary release deployment". */
function stageOfRequest({ view, flushes, name }: Staged, random: RandomSource): RestStage {
  const canary = view.canarySettings
  const percent = canary?.percentTraffic ?? 0
  const isCanary = canary?.deploymentId !== undefined && percent > 0 && chance(random) * 100 < percent
  return {
    name,
    view,
    flushes,
    isCanary,
    deploymentId: (isCanary ? canary?.deploymentId : view.deploymentId) ?? '',
    variables: { ...view.variables, ...(isCanary ? canary?.stageVariableOverrides : {}) },
  }
}

function chance(random: RandomSource): number {
  return Buffer.from(random.bytes(4)).readUInt32BE() / 2 ** 32
}

function exchangeOf(
  { surroundings }: Parts,
  api: FoundApi,
  { head, request, door, requestId, extendedRequestId }: Arrival,
  {
    staged,
    stage,
    deployed,
  }: { readonly staged: Staged; readonly stage: RestStage; readonly deployed: CompiledDeployment },
): RestExchange {
  const { method, headers } = head
  const now = surroundings.clock.now()
  const { path, wholePath, mappingKey, domainName } = staged
  const matched = deployed.tree.find(method, path)
  const resource = matched?.found.resource ?? { id: '', path: '' }
  const rest = matched?.found.rest ?? {}
  const settings = settingsOf(staged.view, resource.path, [method, rest.httpMethod ?? method])
  return {
    surroundings,
    api: api.place,
    stage,
    deployed,
    resource,
    rest,
    settings,
    pathParameters: matched?.pathParameters ?? {},
    method,
    path,
    wholePath,
    ...(mappingKey === undefined ? {} : { mappingKey }),
    query: head.query,
    headers,
    rawHeaders: request.rawHeaders,
    body: new Uint8Array(0),
    protocol: `HTTP/${request.httpVersion === '2.0' ? '2' : request.httpVersion}`,
    sourceIp: head.sourceIp,
    requestId,
    extendedRequestId,
    domainName,
    traceHeader: headers['x-amzn-trace-id'] ?? newTraceHeader(surroundings.random, now),
    now,
    signal: door.signal,
    facts: {},
    log: new ExecutionLog(() => surroundings.clock.now(), settings),
    isTest: false,
  }
}

async function answerExchange(
  room: RestRoom,
  exchange: RestExchange,
  { request, door }: Arrival,
): Promise<Answer> {
  if (exchange.resource.path === '') return refusalAnswer(exchange, missingToken())
  try {
    const sent = await readBody(request, payloadBytesMax)
    const body = plainBody(exchange, sent)
    // What was signed is what was sent.
    const identify: SiteDoor['identify'] = (name) => door.identify(name, sent)
    return await answerMethod(room, { ...exchange, body }, { identify })
  } catch (error) {
    if (error instanceof Refusal) return refusalAnswer(exchange, error)
    if (!(error instanceof BodyError)) throw error
    if (error.reason === 'too large') return refusalAnswer(exchange, requestTooLarge(payloadBytesMax))
    return {
      status: 408,
      headers: { 'content-type': 'application/json' },
      body: '{"message":"Request Timeout"}',
    }
  }
}

/** APIs that compress take bodies that are. */
function plainBody({ deployed, headers }: RestExchange, body: Uint8Array): Uint8Array {
  if (deployed.api.restApi.minimumCompressionSize === undefined || body.length === 0) return body
  const plain = uncompressed(body, headers['content-encoding'])
  if (!plain) throw badBody('Content encoding error')
  return plain
}
