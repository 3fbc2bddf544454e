/**
 * Whether a request may come in: resource policies, IAM, functions, user pools. Source: API Gateway Developer Guide, "Control and manage
 * access to REST APIs in API Gateway" and its pages.
 */
import type { Authorizer } from '@aws-sdk/client-api-gateway'
import { AwsError } from '../../../aws/aws-error.ts'
import type { Json, JsonObject } from '../../../base/json.ts'
import { type SiteDoor, serviceCaller } from '../../../dispatch/index.ts'
import { javaPattern, TemplateError } from '../../../engines/mapping-template/index.ts'
import {
  authorizerArn,
  functionOf,
  invokeFor,
  invokeRefusal,
  readAuthorizerPolicy,
  saysUnauthorized,
} from '../../../gateway/index.ts'
import { evaluateExpression } from '../domain/parameter-expressions.ts'
import { contextText } from './context.ts'
import type { AuthorizerFacts, RestExchange } from './exchange.ts'
import type { FunctionAnswer } from './function-answer.ts'
import { authorizerEvent } from './lambda-event.ts'
import { authorizerTimeoutMs, authorizerTtlSeconds } from './limits.ts'
import { requestMessage } from './message.ts'
import { apiPolicy, askApiPolicy, denied, deniedByPolicy, methodArn } from './policy.ts'
import {
  accessDenied,
  authorizerConfiguration,
  authorizerFailure,
  missingToken,
  Refusal,
  unauthorized,
} from './refusals.ts'
import type { RestRoom } from './room.ts'

/** Fails with a Refusal where the request may not. What is known of who comes is put into the facts. */
export async function authorize(
  room: RestRoom,
  exchange: RestExchange,
  door: Pick<SiteDoor, 'identify'>,
): Promise<void> {
  const { rest, deployed, facts } = exchange
  const kind = rest.authorizationType ?? 'NONE'
  if (kind === 'AWS_IAM') {
    await byIam(exchange, door)
    return
  }
  const policy = askApiPolicy(exchange)
  const authorizer = deployed.authorizers.get(rest.authorizerId ?? '')
  if (!authorizer && kind !== 'NONE') throw authorizerConfiguration()
  if (authorizer && kind === 'CUSTOM') {
    // Asked before the function is, and with what it says.
    if (policy === 'deny') throw deniedByPolicy(exchange, policy)
    await byFunction(room, exchange, authorizer, policy === 'allow')
    return
  }
  if (authorizer && kind === 'COGNITO_USER_POOLS') facts.authorizer = await byUserPool(exchange, authorizer)
  if (policy === 'deny' || policy === 'silent') throw deniedByPolicy(exchange, policy)
}

async function byIam(exchange: RestExchange, door: Pick<SiteDoor, 'identify'>): Promise<void> {
  const { facts } = exchange
  try {
    const caller = await door.identify('execute-api', exchange.body)
    if (!caller) throw missingToken()
    facts.caller = caller
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    facts.authorizer = { error: error.message }
    const isExpired = error.code === 'ExpiredTokenException'
    const type = isExpired ? 'EXPIRED_TOKEN' : 'INVALID_SIGNATURE'
    throw new Refusal(
      type,
      error.code.endsWith('Exception') ? error.code : `${error.code}Exception`,
      error.message,
    )
  }
  const { caller } = facts
  const refusal = await invokeRefusal(exchange, caller, {
    resource: methodArn(exchange),
    policy: apiPolicy(exchange),
  })
  if (refusal) throw denied(exchange, caller.principal.arn, refusal.why)
}

/** Claims of a token that one of the authorizer's pools signed. Without scopes identity tokens are meant, with scopes access tokens. */
export async function byUserPool(exchange: RestExchange, authorizer: Authorizer): Promise<AuthorizerFacts> {
  const { api, rest, facts } = exchange
  const token = identityOf(exchange, authorizer.identitySource ?? 'method.request.header.Authorization')?.[0]
    ?.replace(/^bearer\s+/i, '')
    .trim()
  if (token === undefined || token === '') throw unauthorized()
  const sourceArn = authorizerArn(api, authorizer.id ?? '')
  const { call } = exchange.surroundings
  const answer = await call<{ readonly claims?: JsonObject; readonly refused?: string }>(
    'cognito-idp:VerifyToken',
    { token, userPoolArns: authorizer.providerARNs ?? [] },
    serviceCaller('apigateway.amazonaws.com', api, sourceArn, { signal: exchange.signal }),
  )
  const scopes = rest.authorizationScopes ?? []
  const { claims } = answer
  const refuse = (why: string) => {
    facts.authorizer = { error: why }
    return unauthorized()
  }
  if (claims === undefined) {
    if (answer.refused === 'expired')
      throw new Refusal('UNAUTHORIZED', 'UnauthorizedException', 'The incoming token has expired')
    throw refuse(answer.refused ?? 'invalid')
  }
  if (scopes.length === 0 && claims.token_use === 'access') throw refuse('an access token without scopes')
  const given = String(claims.scope ?? '').split(' ')
  if (scopes.length > 0 && !scopes.some((scope) => given.includes(scope))) throw refuse('scopes do not match')
  return {
    claims: Object.fromEntries(
      Object.entries(claims).map(([name, value]) => [name, claimText(name, value ?? null)]),
    ),
  }
}

const instants = new Set(['exp', 'iat', 'auth_time'])

/** All claims are texts; instants are dates, and lists their members with commas (as users of AWS have seen). */
function claimText(name: string, value: Json): string {
  if (Array.isArray(value)) return (value as readonly Json[]).map(String).join(',')
  if (instants.has(name) && typeof value === 'number') return shownDate(value * 1000)
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}

/** `Fri Nov 27 21:00:00 UTC 2026`. */
export function shownDate(at: number): string {
  const [day = '', date = '', month = '', year = '', time = ''] = new Date(at)
    .toUTCString()
    .replace(',', '')
    .split(' ')
  return `${day} ${month} ${date} ${time} UTC ${year}`
}

/** The values that identity sources name; undefined: one is missing. */
function identityOf(exchange: RestExchange, sources: string): readonly string[] | undefined {
  const values: string[] = []
  const from = {
    request: requestMessage(exchange),
    context: (name: string) => contextText(exchange, name),
    stageVariables: exchange.stage.variables,
  }
  for (const source of sources.split(',').map((one) => one.trim())) {
    if (source === '') continue
    const value = evaluateExpression(source, from)?.join(',')
    if (value === undefined || value === '') return undefined
    values.push(value)
  }
  return values
}

/** `isAllowed`: the API's own policy lets the request in where the function says nothing of it. */
async function byFunction(
  room: RestRoom,
  exchange: RestExchange,
  authorizer: Authorizer,
  isAllowed: boolean,
): Promise<void> {
  const { facts, api, stage } = exchange
  const identity = functionIdentity(exchange, authorizer)
  const seconds = authorizer.authorizerResultTtlInSeconds ?? authorizerTtlSeconds
  const place = `${api.apiId}/${stage.name}`
  const isRemembered = seconds > 0 && identity.length > 0 && !exchange.isTest
  const key = JSON.stringify([authorizer.id, stage.deploymentId, identity, stage.flushes.authorizers])
  let answer = isRemembered ? room.authorizerAnswers.find(place, key) : undefined
  if (!answer) {
    answer = await askFunction(exchange, authorizer, identity)
    if (isRemembered) room.authorizerAnswers.keep(place, key, answer, seconds)
  }
  facts.authorizer = answer.facts
  const decision = answer.ask(methodArn(exchange))
  if (decision === 'allow' || (decision === 'silent' && isAllowed)) return
  const why = decision === 'deny' ? ' with an explicit deny in an identity-based policy' : ''
  throw accessDenied(`User is not authorized to access this resource${why}`)
}

/** What the function is asked about. Fails with 401 where a part of it is missing, or a token is not as the authorizer wants it. */
export function functionIdentity(exchange: RestExchange, authorizer: Authorizer): readonly string[] {
  const { identitySource = '', identityValidationExpression: form, type } = authorizer
  if (type === 'REQUEST' && identitySource === '') return []
  const identity = identityOf(exchange, identitySource)
  if (identity === undefined) throw unauthorized()
  if (type === 'TOKEN' && form !== undefined && form !== '' && !matches(form, identity[0] ?? ''))
    throw unauthorized()
  return identity
}

function matches(form: string, token: string): boolean {
  try {
    return javaPattern(form).matches(token)
  } catch (error) {
    if (error instanceof TemplateError) return false
    throw error
  }
}

/** Asks an authorizer's function. Fails with a Refusal. */
export async function askFunction(
  exchange: RestExchange,
  authorizer: Authorizer,
  identity: readonly string[],
): Promise<FunctionAnswer> {
  const { stage, log, surroundings } = exchange
  const arn = methodArn(exchange)
  const event =
    authorizer.type === 'TOKEN'
      ? { type: 'TOKEN', methodArn: arn, authorizationToken: identity[0] ?? '' }
      : authorizerEvent(exchange, arn)
  const name = functionOf(authorizer.authorizerUri ?? '', stage.variables)
  log.info(`Starting authorizer: ${authorizer.id} for request: ${exchange.requestId}`)
  const begun = surroundings.clock.now()
  const outcome = await invokeFor(exchange, name, event, {
    timeoutMs: authorizerTimeoutMs,
    sourceArn: authorizerArn(exchange.api, authorizer.id ?? ''),
    roleArn: authorizer.authorizerCredentials,
  })
  const latencyMs = Math.max(0, surroundings.clock.now() - begun)
  switch (outcome.kind) {
    case 'answer':
      return readAnswer(exchange, outcome.payload, latencyMs)
    case 'failed':
      if (saysUnauthorized(outcome)) throw unauthorized()
      log.error(`Execution failed due to an authorizer error: ${outcome.payload}`)
      throw authorizerFailure()
    case 'timeout':
      log.error('Execution failed due to a timeout error in the authorizer')
      throw authorizerFailure()
    case 'refused':
      log.error(
        `Execution failed due to configuration error: Invalid permissions on Lambda function: ${outcome.error.message}`,
      )
      throw authorizerConfiguration()
  }
}

function readAnswer({ log }: RestExchange, payload: string, latencyMs: number): FunctionAnswer {
  const value = readObject(payload)
  const ask = readAuthorizerPolicy(value?.policyDocument)
  const context = value && textsOf(value.context)
  if (!value || typeof value.principalId !== 'string' || !ask || !context) {
    log.error('Execution failed due to configuration error: Invalid JSON in response from the authorizer')
    throw authorizerConfiguration()
  }
  const { principalId, usageIdentifierKey } = value
  return {
    ask,
    policy: JSON.stringify(value.policyDocument),
    facts: {
      principalId,
      context,
      latencyMs,
      ...(typeof usageIdentifierKey === 'string' ? { usageIdentifierKey } : {}),
    },
  }
}

function readObject(payload: string): JsonObject | undefined {
  try {
    const value = JSON.parse(payload) as Json
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined
  } catch {
    return undefined
  }
}

/** Numbers, booleans and texts, as texts; undefined: something else is among it. Source: as above, "context": no objects and lists. */
function textsOf(context: Json | undefined): Record<string, string> | undefined {
  if (context === undefined || context === null) return {}
  if (typeof context !== 'object' || Array.isArray(context)) return undefined
  const entries = Object.entries(context as JsonObject)
  if (entries.some(([, value]) => typeof value === 'object' && value !== null)) return undefined
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])),
  )
}
