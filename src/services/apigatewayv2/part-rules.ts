/** What the parts of an API are held against. Source: API Gateway V2 API Reference, Create… and Update… of each. UNVERIFIED: most words. */
import type { Json, JsonObject } from '../../base/json.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { mappingProblem } from './domain/parameter-mapping.ts'
import { readRouteKey } from './domain/route-keys.ts'
import { subtypes } from './domain/subtypes.ts'
import { badRequest, conflict, limitExceeded, noPart, notImplemented } from './errors.ts'
import {
  authorizersPerApi,
  authorizerTtlSecondsMax,
  integrationsPerApi,
  integrationTimeoutMs,
  integrationTimeoutMsMin,
  routesPerApi,
} from './limits.ts'
import { findPart, listEntries } from './lookups.ts'
import type { PartRules } from './parts.ts'

/** Routes: keys are unique, targets and authorizers are there. */
export const routeRules: PartRules = {
  async decide({ context, api, others, before, body }) {
    if (!before && others.length >= routesPerApi) throw limitExceeded('routes')
    const key = String(body.RouteKey ?? '')
    if (!readRouteKey(key))
      throw badRequest(
        `The provided route key is not formatted properly for HTTP protocol. Format should be "<HTTP METHOD> /<RESOURCE PATH>" or "$default"`,
      )
    if (others.some((other) => other.body.RouteKey === key))
      throw conflict(`Route with key ${key} already exists for this API`)
    await checkTarget(context, api.apiId, body.Target)
    const type = String(body.AuthorizationType ?? 'NONE')
    if (type === 'CUSTOM' || type === 'JWT')
      await checkAuthorizer(context, api.apiId, type, body.AuthorizerId)
    if (
      body.AuthorizationScopes !== undefined &&
      type !== 'JWT' &&
      listOf(body.AuthorizationScopes).length > 0
    )
      throw badRequest('Authorization scopes can only be specified for JWT authorization')
    if (body.ApiKeyRequired === true) throw badRequest('API Key is not currently supported for HTTP APIs')
    const { AuthorizerId, ...others_ } = body
    return {
      ApiKeyRequired: false,
      ...others_,
      AuthorizationType: type,
      ...(AuthorizerId === undefined || type === 'NONE' || type === 'AWS_IAM' ? {} : { AuthorizerId }),
    }
  },
}

export async function checkTarget(
  context: OperationContext,
  apiId: string,
  target: Json | undefined,
): Promise<void> {
  if (target === undefined) return
  const id = /^integrations\/([A-Za-z0-9]+)$/.exec(String(target))?.[1]
  if (id === undefined) throw badRequest(`Invalid target specified: ${String(target)}`)
  if (!(await findPart(context, 'integration', { apiId, id }))) throw noPart('Integration')
}

async function checkAuthorizer(
  context: OperationContext,
  apiId: string,
  type: string,
  id: Json | undefined,
): Promise<void> {
  const found =
    id === undefined ? undefined : await findPart(context, 'authorizer', { apiId, id: String(id) })
  if (!found) throw noPart('Authorizer')
  const wanted = type === 'JWT' ? 'JWT' : 'REQUEST'
  if (found.value.body.AuthorizerType !== wanted)
    throw badRequest('The authorization type of the route does not match the type of the authorizer')
}

/** Integrations: their types, what each needs, mappings of parameters. */
export const integrationRules: PartRules = {
  merged: ['RequestParameters', 'ResponseParameters'],
  decide({ others, before, body }) {
    if (!before && others.length >= integrationsPerApi) throw limitExceeded('integrations')
    const type = String(body.IntegrationType ?? '')
    if (!['AWS_PROXY', 'HTTP_PROXY'].includes(type))
      throw badRequest(
        `Invalid IntegrationType: ${type} for HTTP API. Only AWS_PROXY and HTTP_PROXY are supported.`,
      )
    const subtype = body.IntegrationSubtype
    const timeout = Number(body.TimeoutInMillis ?? integrationTimeoutMs)
    if (!(timeout >= integrationTimeoutMsMin && timeout <= integrationTimeoutMs))
      throw badRequest('Timeout should be between 50 ms and 30000 ms')
    checkConnection(type, body)
    const problem = mappingProblem(body)
    if (problem !== undefined) throw badRequest(problem)
    const version = String(body.PayloadFormatVersion ?? '1.0')
    if (version !== '1.0' && version !== '2.0')
      throw badRequest(`PayloadFormatVersion ${version} is not supported`)
    checkUri(type, subtype, body)
    const isFunction = type === 'AWS_PROXY' && subtype === undefined
    return {
      ConnectionType: 'INTERNET',
      ...(isFunction ? { IntegrationMethod: 'POST' } : {}),
      ...body,
      PayloadFormatVersion: version,
      TimeoutInMillis: timeout,
    }
  },
  async remove({ apiId, id }, context) {
    const routes = await listEntries(context, context, apiId, 'route')
    const used = routes.some(({ value }) => value.body.Target === `integrations/${id}`)
    if (used) throw conflict('Cannot delete Integration since it is referenced by one or more Routes')
  },
}

/** Source: API Gateway V2 API Reference, CreateIntegration; Developer Guide, "Create private integrations for HTTP APIs". UNVERIFIED: the words. */
function checkConnection(type: string, { ConnectionType: connection, ConnectionId: id }: JsonObject): void {
  if (connection === undefined || connection === 'INTERNET') return
  if (connection !== 'VPC_LINK') throw badRequest('ConnectionType must be INTERNET or VPC_LINK')
  if (type !== 'HTTP_PROXY')
    throw badRequest('Integrations through a VPC link must be of the type HTTP_PROXY')
  if (id === undefined) throw badRequest('ConnectionId must be specified for integrations through a VPC link')
}

/** A listener of a load balancer, or a service of Cloud Map. */
const privateTarget =
  /^arn:aws[a-z-]*:(?:elasticloadbalancing:[a-z0-9-]+:\d{12}:listener|servicediscovery:[a-z0-9-]+:\d{12}:service)\//

function checkUri(type: string, subtype: Json | undefined, body: JsonObject): void {
  const uri = body.IntegrationUri
  if (subtype !== undefined) {
    const known = subtypes[String(subtype)]
    if (!known) throw badRequest(`Integration subtype ${String(subtype)} is not supported`)
    if (known.operation === undefined) throw notImplemented(`the integration ${String(subtype)}`)
    if (body.CredentialsArn === undefined)
      throw badRequest('Credentials must be specified for AWS service integrations')
    const given = (body.RequestParameters ?? {}) as JsonObject
    for (const name of known.required)
      if (given[name] === undefined)
        throw badRequest(`Parameter ${name} is required for integration subtype ${String(subtype)}`)
    for (const name of Object.keys(given))
      if (!known.required.includes(name) && !known.optional.includes(name))
        throw badRequest(`Parameter ${name} is not valid for integration subtype ${String(subtype)}`)
    return
  }
  if (typeof uri !== 'string') throw badRequest('Integration URI must be specified')
  if (type === 'HTTP_PROXY') {
    if (body.IntegrationMethod === undefined)
      throw badRequest('HttpMethod must be specified for HTTP_PROXY integrations')
    const isKnown = body.ConnectionType === 'VPC_LINK' ? privateTarget : /^https?:\/\//
    if (!isKnown.test(uri)) throw badRequest('Invalid HTTP endpoint specified for URI')
    return
  }
  if (!uri.includes(':lambda:')) throw badRequest('Invalid function ARN or invalid uri')
}

/** Authorizers: what each type needs. */
export const authorizerRules: PartRules = {
  decide({ others, before, body }) {
    if (!before && others.length >= authorizersPerApi) throw limitExceeded('authorizers')
    if (others.some((other) => other.body.Name === body.Name))
      throw badRequest(
        `Authorizer name must be unique. Authorizer ${String(body.Name)} already exists in this RestApi.`,
      )
    const sources = listOf(body.IdentitySource)
    if (body.AuthorizerType === 'JWT') {
      const { Issuer, Audience } = (body.JwtConfiguration ?? {}) as JsonObject
      if (typeof Issuer !== 'string' || !URL.canParse(Issuer)) throw badRequest('Issuer must be a valid URL')
      if (listOf(Audience).length === 0) throw badRequest('Audience must be specified for a JWT authorizer')
      if (sources.length !== 1 || !/^\$request\.(?:header|querystring)\.\S+$/.test(sources[0] ?? ''))
        throw badRequest('Only a single identity source is supported for JWT authorizers')
      return body
    }
    if (body.AuthorizerType !== 'REQUEST')
      throw badRequest('Only JWT and REQUEST authorizers are supported for HTTP APIs')
    if (!String(body.AuthorizerUri ?? '').includes(':lambda:')) throw badRequest('Invalid AuthorizerUri')
    const ttl = Number(body.AuthorizerResultTtlInSeconds ?? 0)
    if (!(ttl >= 0 && ttl <= authorizerTtlSecondsMax))
      throw badRequest('AuthorizerResultTtlInSeconds must be between 0 and 3600')
    if (ttl > 0 && sources.length === 0)
      throw badRequest('Identity source must be specified when caching is on')
    if (
      !sources.every((source) =>
        /^\$(?:request\.(?:header|querystring)|context|stageVariables)\.\S+$/.test(source),
      )
    )
      throw badRequest('Invalid identity source specified')
    const version = body.AuthorizerPayloadFormatVersion
    if (version !== '1.0' && version !== '2.0')
      throw badRequest('AuthorizerPayloadFormatVersion is a required parameter for REQUEST authorizer')
    if (body.EnableSimpleResponses === true && version === '1.0')
      throw badRequest('Simple responses are only supported for payload format version 2.0')
    return { ...body, AuthorizerResultTtlInSeconds: ttl }
  },
  async remove({ apiId, id }, context) {
    const routes = await listEntries(context, context, apiId, 'route')
    const used = routes.some(({ value }) => value.body.AuthorizerId === id)
    if (used) throw conflict('Cannot delete Authorizer since it is referenced by one or more Routes')
  },
}

/** Models: names are unique, schemas are JSON. */
export const modelRules: PartRules = {
  decide({ others, body }) {
    if (others.some((other) => other.body.Name === body.Name))
      throw conflict(`Model ${String(body.Name)} already exists`)
    try {
      JSON.parse(String(body.Schema))
    } catch {
      throw badRequest('Invalid model schema specified')
    }
    return { ContentType: 'application/json', ...body }
  },
}

function listOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : []
}
