/** What the parts of WebSocket APIs are held against and completed by. Source: API Gateway V2 API Reference. UNVERIFIED: most words. */
import type { Json, JsonObject } from '../../base/json.ts'
import { checkTemplate, TemplateError } from '../../engines/mapping-template/index.ts'
import {
  integrationResponseKeyProblem,
  isFunctionUri,
  socketAuthorizerProblem,
  socketIntegrationProblem,
  socketRouteProblem,
} from './domain/socket-rules.ts'
import { badRequest, conflict, limitExceeded, noPart, notImplemented } from './errors.ts'
import {
  authorizersPerApi,
  integrationsPerApi,
  integrationTimeoutMsMin,
  routesPerApi,
  socketIntegrationTimeoutMs,
} from './limits.ts'
import { findPart } from './lookups.ts'
import { authorizerRules, checkTarget, integrationRules, routeRules } from './part-rules.ts'
import type { PartRules } from './parts.ts'
import type { Entry } from './records.ts'

/** Whether an API is one of WebSockets. */
export function isSocketApi({ body }: Pick<Entry, 'body'>): boolean {
  return body.ProtocolType === 'WEBSOCKET'
}

/** Rules of which those of WebSocket APIs decide about their parts. */
function byProtocol(http: PartRules, decide: PartRules['decide']): PartRules {
  return { ...http, decide: (asked) => (isSocketApi(asked.api) ? decide(asked) : http.decide(asked)) }
}

/** Refuses by the sentence of a problem, if there is one. */
function refuse(problem: string | undefined): void {
  if (problem !== undefined) throw badRequest(problem)
}

/** Routes of APIs of either protocol. */
export const anyRouteRules: PartRules = byProtocol(
  routeRules,
  async ({ context, api: { apiId }, others, before, body }) => {
    if (!before && others.length >= routesPerApi) throw limitExceeded('routes')
    refuse(socketRouteProblem(body))
    const key = String(body.RouteKey)
    if (others.some((other) => other.body.RouteKey === key))
      throw conflict(`Route with key ${key} already exists for this API`)
    await checkTarget(context, apiId, body.Target)
    const type = String(body.AuthorizationType ?? 'NONE')
    const { AuthorizerId: id, ...rest } = body
    if (type === 'CUSTOM' && !(await findPart(context, 'authorizer', { apiId, id: String(id ?? '') })))
      throw noPart('Authorizer')
    return {
      ApiKeyRequired: false,
      ...rest,
      AuthorizationType: type,
      ...(type === 'CUSTOM' ? { AuthorizerId: String(id) } : {}),
    }
  },
)

/** Integrations of APIs of either protocol. */
export const anyIntegrationRules: PartRules = byProtocol(integrationRules, ({ others, before, body }) => {
  if (!before && others.length >= integrationsPerApi) throw limitExceeded('integrations')
  refuse(socketIntegrationProblem(body))
  const timeout = Number(body.TimeoutInMillis ?? socketIntegrationTimeoutMs)
  if (!(timeout >= integrationTimeoutMsMin && timeout <= socketIntegrationTimeoutMs))
    throw badRequest('Timeout should be between 50 ms and 29000 ms')
  if (body.ConnectionType === 'VPC_LINK') throw notImplemented('integrations through VPC links')
  checkTemplates(body.RequestTemplates)
  const isFunction = isFunctionUri(body.IntegrationUri)
  return {
    ConnectionType: 'INTERNET',
    ...(isFunction ? { IntegrationMethod: 'POST' } : {}),
    IntegrationResponseSelectionExpression: isFunction ? selectors.function : selectors.others,
    PassthroughBehavior: 'WHEN_NO_MATCH',
    ...body,
    PayloadFormatVersion: '1.0',
    TimeoutInMillis: timeout,
  }
})

/** By what an integration's response is chosen. Source: Developer Guide, "Selection expressions". UNVERIFIED: that of functions. */
const selectors = {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of API Gateway's own.
  function: '${integration.response.body.errorMessage}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as above.
  others: '${integration.response.statuscode}',
}

function checkTemplates(templates: Json | undefined): void {
  for (const template of Object.values((templates ?? {}) as JsonObject))
    try {
      checkTemplate(String(template))
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      throw badRequest(`Invalid mapping template specified: ${error.message}`)
    }
}

/** Authorizers of APIs of either protocol. */
export const anyAuthorizerRules: PartRules = byProtocol(authorizerRules, ({ others, before, body }) => {
  if (!before && others.length >= authorizersPerApi) throw limitExceeded('authorizers')
  if (others.some((other) => other.body.Name === body.Name))
    throw badRequest(
      `Authorizer name must be unique. Authorizer ${String(body.Name)} already exists in this RestApi.`,
    )
  refuse(socketAuthorizerProblem(body))
  return body
})

/** Responses of routes, of which WebSocket APIs have one, `$default`. */
export const routeResponseRules: PartRules = {
  decide({ api, others, body }) {
    const key = String(body.RouteResponseKey)
    if (isSocketApi(api) && key !== '$default') throw badRequest('RouteResponseKey must be $default')
    refuseTwice(others, 'RouteResponseKey', key)
    return body
  },
}

/** Responses of integrations. */
export const integrationResponseRules: PartRules = {
  decide({ api, others, body }) {
    const key = String(body.IntegrationResponseKey)
    if (isSocketApi(api)) refuse(integrationResponseKeyProblem(key))
    checkTemplates(body.ResponseTemplates)
    refuseTwice(others, 'IntegrationResponseKey', key)
    return body
  },
}

function refuseTwice(others: readonly Entry[], member: string, key: string): void {
  if (others.some((other) => other.body[member] === key))
    throw conflict(`Response with key ${key} already exists`)
}
