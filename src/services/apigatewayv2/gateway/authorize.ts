/**
 * Whether a request may come in. Source: API Gateway Developer Guide, "Controlling and managing access to HTTP APIs": JWT authorizers,
 * Lambda authorizers, IAM.
 */
import { AwsError } from '../../../aws/aws-error.ts'
import type { Json, JsonObject } from '../../../base/json.ts'
import type { Soon } from '../../../base/soon.ts'
import type { SiteDoor } from '../../../dispatch/index.ts'
import { firstFormatEvent, requestEvent } from '../../../engines/http-events/index.ts'
import {
  type Answer,
  authorizerArn,
  functionOf,
  invokeFor,
  invokeRefusal,
  readAuthorizerPolicy,
  saysUnauthorized,
} from '../../../gateway/index.ts'
import { evaluate } from '../domain/expressions.ts'
import { authorizerTimeoutMs } from '../limits.ts'
import type { DoorRoom } from '../room.ts'
import type { AuthorizerAnswer } from './authorizer-answer.ts'
import { eventFacts, firstFormatFacts } from './event-facts.ts'
import { type Exchange, sentRequest, sourcesOf } from './exchange.ts'
import { forbidden, internalError, unauthorized } from './refusals.ts'
import { routeArn } from './route-arn.ts'

/** Undefined: it may. What the authorizer says is put into the exchange. */
export function authorize(room: DoorRoom, exchange: Exchange, door: SiteDoor): Soon<Answer | undefined> {
  switch (exchange.route.authorization) {
    case 'AWS_IAM':
      return byIam(exchange, door)
    case 'JWT':
      return byToken(room, exchange)
    case 'CUSTOM':
      return byFunction(room, exchange)
    default:
      return undefined
  }
}

async function byIam(exchange: Exchange, door: SiteDoor): Promise<Answer | undefined> {
  try {
    const caller = await door.identify('execute-api', exchange.body)
    if (!caller) return forbidden()
    // HTTP APIs have no resource policies: who is of another account cannot be let in.
    const refusal = await invokeRefusal(exchange, caller, { resource: routeArn(exchange, exchange.path) })
    if (refusal) {
      exchange.facts.authorizerError = refusal.words
      return forbidden()
    }
    exchange.caller = caller
    const { principal, accountId } = caller
    const { accessKeyId = '', arn, userId } = principal
    const iam = { accessKey: accessKeyId, accountId, callerId: userId, userArn: arn, userId }
    exchange.authorizer = { iam: { ...iam, cognitoIdentity: null, principalOrgId: null } }
    return undefined
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    exchange.facts.authorizerError = error.message
    return forbidden()
  }
}

async function byToken({ issuers }: DoorRoom, exchange: Exchange): Promise<Answer | undefined> {
  const { route, now, facts } = exchange
  const body = route.authorizer?.body ?? {}
  const [source = ''] = (body.IdentitySource ?? []) as readonly string[]
  const given = evaluate(source, sourcesOf(exchange))
  const token = given?.replace(/^bearer\s+/i, '').trim()
  if (token === undefined || token === '') return unauthorized('Bearer')
  const { Issuer, Audience } = (body.JwtConfiguration ?? {}) as JsonObject
  const verified = await issuers.verify(token, String(Issuer), now)
  const refuse = (words: string) => {
    facts.authorizerError = words
    return unauthorized(
      `Bearer scope="${route.scopes.join(' ')}" error="invalid_token" error_description="${words}"`,
    )
  }
  if ('refused' in verified) return refuse(verified.refused)
  const { claims } = verified
  const audiences = ((Audience ?? []) as readonly string[]).map(String)
  // Access tokens of user pools name their client elsewhere.
  const named = claims.aud === undefined ? [claims.client_id] : [claims.aud].flat()
  if (!named.some((name) => audiences.includes(String(name))))
    return refuse('the token does not have a valid audience')
  const scopes = scopesOf(claims)
  if (route.scopes.length > 0 && !route.scopes.some((scope) => scopes.includes(scope))) {
    facts.authorizerError = 'the token does not have the right scope'
    return { ...forbidden(), headers: insufficientScope(route.scopes) }
  }
  const shown = Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, claimText(value)]))
  facts.authorizer = shown
  exchange.authorizer = { jwt: { claims: shown, scopes: route.scopes.length > 0 ? scopes : null } }
  return undefined
}

function insufficientScope(scopes: readonly string[]): Record<string, string> {
  return {
    'content-type': 'application/json',
    'www-authenticate': `Bearer scope="${scopes.join(' ')}" error="insufficient_scope" error_description="the token does not have the right scope"`,
  }
}

function scopesOf(claims: Readonly<Record<string, unknown>>): string[] {
  const given = claims.scope ?? claims.scp ?? []
  return (Array.isArray(given) ? given : String(given).split(' ')).map(String)
}

/** All claims are texts; a list stands in brackets, parted by spaces (as users of AWS have seen). */
function claimText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(claimText).join(' ')}]`
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}

async function byFunction(room: DoorRoom, exchange: Exchange): Promise<Answer | undefined> {
  const { route, api, stage, facts } = exchange
  const body = route.authorizer?.body ?? {}
  const sources = sourcesOf(exchange)
  const identity: string[] = []
  for (const source of (body.IdentitySource ?? []) as readonly string[]) {
    const value = evaluate(source, sources)
    // Whoever lacks one is not worth asking about.
    if (value === undefined || value === '') return unauthorized()
    identity.push(value)
  }
  const seconds = Number(body.AuthorizerResultTtlInSeconds ?? 0)
  const place = `${api.apiId}/${stage.name}`
  const key = JSON.stringify([route.authorizer?.id, identity, stage.resets])
  let answer = seconds > 0 ? room.answers.find(place, key) : undefined
  if (!answer) {
    const asked = await ask(exchange, body, identity)
    if ('status' in asked) return asked
    answer = asked
    if (seconds > 0) room.answers.keep(place, key, answer, seconds)
  }
  if (!answer.allows(routeArn(exchange, exchange.path))) {
    facts.authorizerError = 'The client is not authorized to perform this operation.'
    return forbidden()
  }
  facts.authorizer = textsOf(answer)
  exchange.authorizer = { lambda: answer.context as JsonObject }
  if (answer.principalId !== undefined)
    facts.authorizer = { ...facts.authorizer, principalId: answer.principalId }
  return undefined
}

async function ask(
  exchange: Exchange,
  body: JsonObject,
  identity: readonly string[],
): Promise<AuthorizerAnswer | Answer> {
  const { stage, facts, route, api } = exchange
  const isSecond = body.AuthorizerPayloadFormatVersion === '2.0'
  const event = isSecond ? secondEvent(exchange, identity) : firstEvent(exchange, identity)
  const name = functionOf(String(body.AuthorizerUri), stage.variables)
  const sourceArn = authorizerArn(api, route.authorizer?.id ?? '')
  const roleArn = body.AuthorizerCredentialsArn as string | undefined
  const outcome = await invokeFor(exchange, name, event, {
    timeoutMs: authorizerTimeoutMs,
    sourceArn,
    roleArn,
  })
  if (outcome.kind !== 'answer') {
    facts.authorizerError = outcome.kind === 'refused' ? outcome.error.message : 'The authorizer failed.'
    // A function that says so refuses. Source: as REST APIs do it; UNVERIFIED for HTTP APIs.
    return saysUnauthorized(outcome) ? unauthorized() : internalError()
  }
  const read = readAuthorizerAnswer(outcome.payload, isSecond && body.EnableSimpleResponses === true)
  if (!read) facts.authorizerError = 'The response of the authorizer is not valid.'
  return read ?? internalError()
}

function secondEvent(exchange: Exchange, identity: readonly string[]): JsonObject {
  const {
    body: _body,
    isBase64Encoded: _encoded,
    ...event
  } = requestEvent(sentRequest(exchange), eventFacts(exchange))
  return {
    ...(event as JsonObject),
    type: 'REQUEST',
    routeArn: routeArn(exchange, exchange.path),
    identitySource: identity.length > 0 ? [...identity] : null,
  }
}

function firstEvent(exchange: Exchange, identity: readonly string[]): JsonObject {
  const {
    body: _body,
    isBase64Encoded: _encoded,
    ...event
  } = firstFormatEvent(sentRequest(exchange), firstFormatFacts(exchange))
  const joined = identity.join(',')
  return {
    ...(event as JsonObject),
    type: 'REQUEST',
    methodArn: routeArn(exchange, exchange.path),
    identitySource: joined,
    authorizationToken: joined,
  }
}

/** What an authorizer function answered; undefined: nothing that can be understood. `isSimple`: without a policy. */
export function readAuthorizerAnswer(payload: string, isSimple: boolean): AuthorizerAnswer | undefined {
  let value: Json
  try {
    value = JSON.parse(payload) as Json
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const { isAuthorized, principalId, policyDocument, context: given } = value as JsonObject
  const context =
    typeof given === 'object' && given !== null && !Array.isArray(given) ? (given as JsonObject) : {}
  if (isSimple) {
    if (typeof isAuthorized !== 'boolean') return undefined
    return { allows: () => isAuthorized, context }
  }
  const ask = readAuthorizerPolicy(policyDocument)
  if (!ask) return undefined
  return {
    allows: (resource) => ask(resource) === 'allow',
    context,
    ...(principalId === undefined ? {} : { principalId: String(principalId) }),
  }
}

function textsOf({ context }: AuthorizerAnswer): Record<string, string> {
  return Object.fromEntries(Object.entries(context).map(([name, value]) => [name, claimText(value)]))
}
