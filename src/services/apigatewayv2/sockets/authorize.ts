/** Whether a client may connect. Source: API Gateway Developer Guide, "Control and manage access to WebSocket APIs". */
import { AwsError } from '../../../aws/aws-error.ts'
import type { JsonObject } from '../../../base/json.ts'
import { type SiteDoor, serviceCaller } from '../../../dispatch/index.ts'
import {
  authorizerArn,
  executeArn,
  functionOf,
  invokeFor,
  invokeRefusal,
  saysUnauthorized,
} from '../../../gateway/index.ts'
import { type ConnectionFacts, socketAuthorizerEvent } from '../domain/socket-events.ts'
import { readAuthorizerAnswer } from '../gateway/authorize.ts'
import { authorizerTimeoutMs } from '../limits.ts'
import { mappedValue, type SocketExchange } from './exchange.ts'
import {
  refusedWith,
  type SocketOutcome,
  socketFailure,
  socketForbidden,
  socketUnauthorized,
} from './outcome.ts'

/** What API Gateway's other service says of a key. */
type KeyAnswer = 'admitted' | 'unknown' | 'throttled' | 'over quota'

type Refusal = SocketOutcome & { readonly kind: 'refused' }

/** What the way in adds to what is known of a connection. */
export type Admission = Partial<Pick<ConnectionFacts, 'identity' | 'authorizer'>>

const nothing = new Uint8Array(0)

/** Holds a request to connect against its route: what it must have, who sends it, its API key. */
export async function admit(exchange: SocketExchange, door: SiteDoor): Promise<Admission | Refusal> {
  const { route } = exchange
  const missing = route.required.filter((name) => (mappedValue(exchange, name) ?? '') === '')
  if (missing.length > 0)
    return refusedWith(400, `Missing required request parameters: [${missing.map(lastPart).join(', ')}]`)
  const admission = await byAuthorization(exchange, door)
  if ('kind' in admission || !route.wantsApiKey) {
    if (!('kind' in admission)) tellNoKey(exchange)
    return admission
  }
  return (await refusedKey(exchange, admission)) ?? admission
}

function tellNoKey({ log, route, requestId, api, stage }: SocketExchange): void {
  const place = `API Stage: ${api.apiId}/${stage.name}`
  log.info(`Verifying Usage Plan for request: ${requestId}. API Key:  ${place}`)
  log.info(
    `API Key authorized because route '${route.key}' does not require API Key. Request will not contribute to throttle or quota limits`,
  )
  log.info(`Usage Plan check succeeded for API Key  and ${place}`)
}

function lastPart(name: string): string {
  return name.split('.').slice(3).join('.')
}

function byAuthorization(exchange: SocketExchange, door: SiteDoor): Promise<Admission | Refusal> {
  switch (exchange.route.authorization) {
    case 'AWS_IAM':
      return bySignature(exchange, door)
    case 'CUSTOM':
      return byFunction(exchange)
    case 'NONE':
      return Promise.resolve({})
  }
}

async function bySignature(exchange: SocketExchange, door: SiteDoor): Promise<Admission | Refusal> {
  try {
    const caller = await door.identify('execute-api', nothing)
    if (!caller) return socketForbidden()
    const { api, stage, connection } = exchange
    const { headers, sourceIp } = connection
    const asked = { ...exchange, headers, sourceIp }
    const refusal = await invokeRefusal(asked, caller, { resource: executeArn(api, stage.name, '$connect') })
    if (refusal) {
      exchange.seen.authorizerError = refusal.words
      return socketForbidden()
    }
    const { accessKeyId = '', arn, userId } = caller.principal
    return {
      identity: {
        ...connection.facts.identity,
        accessKey: accessKeyId,
        accountId: caller.accountId,
        caller: userId,
        user: userId,
        userArn: arn,
      },
    }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    exchange.seen.authorizerError = error.message
    return socketForbidden()
  }
}

async function byFunction(exchange: SocketExchange): Promise<Admission | Refusal> {
  const { route, api, stage, surroundings, connection, seen, now, requestId } = exchange
  const { id, body } = route.authorizer ?? { id: '', body: {} }
  const sources = (body.IdentitySource ?? []) as readonly string[]
  // Whoever lacks one is not worth asking about.
  if (sources.some((source) => (mappedValue(exchange, source) ?? '') === '')) return socketUnauthorized()
  const methodArn = executeArn(api, stage.name, '$connect')
  const facts = { routeKey: route.key, requestId, now }
  const event = socketAuthorizerEvent(connection.facts, facts, connection.request, methodArn)
  const begun = surroundings.clock.now()
  const outcome = await invokeFor(exchange, functionOf(String(body.AuthorizerUri), stage.variables), event, {
    timeoutMs: authorizerTimeoutMs,
    sourceArn: authorizerArn(api, id),
    roleArn: body.AuthorizerCredentialsArn as string | undefined,
  })
  const integrationLatency = Math.max(0, surroundings.clock.now() - begun)
  if (outcome.kind !== 'answer') {
    seen.authorizerError = outcome.kind === 'refused' ? outcome.error.message : 'The authorizer failed.'
    return saysUnauthorized(outcome) ? socketUnauthorized() : socketFailure()
  }
  const answer = readAuthorizerAnswer(outcome.payload, false)
  if (!answer || answer.principalId === undefined) {
    seen.authorizerError = 'The response of the authorizer is not valid.'
    return socketFailure()
  }
  if (!answer.allows(methodArn)) {
    seen.authorizerError = 'The client is not authorized to perform this operation.'
    return socketForbidden()
  }
  const texts = Object.entries(answer.context).map(([name, value]) => [name, String(value)] as const)
  return {
    authorizer: {
      ...(Object.fromEntries(texts) as JsonObject),
      principalId: answer.principalId,
      integrationLatency,
    },
  }
}

/**
 * Why the API key does not let the client in; undefined: it is enabled, in a plan that this stage is in, and within its limits. Source: Developer
 * Guide, "Usage plans and API keys".
 */
async function refusedKey(exchange: SocketExchange, { authorizer }: Admission): Promise<Refusal | undefined> {
  const { stage, connection, api, surroundings, route, log } = exchange
  const byAuthorizer = stage.apiKeySelection !== '$request.header.x-api-key'
  const given = byAuthorizer ? authorizer?.usageIdentifierKey : connection.headers['x-api-key']
  const refuse = () => {
    log.info(`API Key not authorized because route '${route.key}' requires API Key`)
    return socketForbidden()
  }
  if (typeof given !== 'string' || given === '') return refuse()
  const caller = serviceCaller('apigateway.amazonaws.com', api, executeArn(api, stage.name, '$connect'))
  try {
    const question = { value: given, apiId: api.apiId, stage: stage.name, routeKey: route.key }
    const { type } = await surroundings.call<{ readonly type: KeyAnswer }>(
      'apigateway:AdmitStageKey',
      question,
      caller,
    )
    if (type === 'throttled') return refusedWith(429, 'Too Many Requests')
    if (type === 'over quota') return refusedWith(429, 'Limit Exceeded')
    return type === 'admitted' ? undefined : refuse()
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    surroundings.logger.warn('An API key could not be looked for', { api: api.apiId, error: error.message })
    return refuse()
  }
}
