/**
 * Which service a request means, from what clients of all kinds send: X-Amz-Target, the rpcv2Cbor path, the credential
 * scope, the host, and for unsigned query requests Action with Version.
 */

import type { RequestHead } from '../http/index.ts'
import { type NamedService, namedServices } from '../models/index.ts'

/** The service and region of a SigV4 credential scope. */
export interface Scope {
  readonly service: string
  readonly region: string
}

/**
 * The scope that a request was signed for, as far as it can be seen without judging the signature: the service must be
 * known before anything wrong can be told in its words.
 */
export function peekScope({ headers, query }: RequestHead): Scope | undefined {
  const text = headers.authorization ?? (query.includes('X-Amz-Credential=') ? withSlashes(query) : undefined)
  const match = text && /Credential=[^/,&\s]*\/\d*\/([^/,&\s]*)\/([^/,&\s]+)\//.exec(text)
  return match ? { region: match[1] ?? '', service: match[2] ?? '' } : undefined
}

function withSlashes(text: string): string {
  return text.replaceAll(/%2f/gi, '/')
}

/** The service that a request's head names, or undefined when the head alone does not say. */
export function identifyService(head: RequestHead): NamedService | undefined {
  return (
    byTarget(head) ??
    byRpcPath(head) ??
    byPreflight(head) ??
    byScope(head) ??
    byHost(head) ??
    byQuery(head.query)
  )
}

/** The service whose query API has this version, of parameters as they stand in a query or a form. */
export function byQuery(parameters: string): NamedService | undefined {
  if (!parameters.includes('Action=')) return undefined
  const version = new URLSearchParams(parameters).get('Version')
  return queryServices.get(version ?? '')
}

const queryServices = new Map(
  namedServices
    .filter((service) => service.protocols.includes('awsQuery'))
    .map((service) => [service.apiVersion, service]),
)

const byTargetPrefix = new Map(namedServices.map((service) => [service.targetPrefix, service]))

function byTarget({ headers }: RequestHead): NamedService | undefined {
  const target = headers['x-amz-target']
  if (target === undefined) return undefined
  return byTargetPrefix.get(target.slice(0, Math.max(0, target.lastIndexOf('.'))))
}

const userPools = namedServices.find(({ prefix }) => prefix === 'cognito-idp')

/**
 * A browser that asks whether it may send X-Amz-Target says nothing of its value. Of the services that have such a header user pools are
 * those that pages call without a signature.
 */
function byPreflight({ method, headers }: RequestHead): NamedService | undefined {
  if (method !== 'OPTIONS') return undefined
  const asked = headers['access-control-request-headers']?.toLowerCase() ?? ''
  return asked.includes('x-amz-target') && !asked.includes('authorization') ? userPools : undefined
}

function byRpcPath({ method, path }: RequestHead): NamedService | undefined {
  if (method !== 'POST' || !path.includes('/operation/')) return undefined
  const match = /\/service\/([^/]+)\/operation\/[^/]+$/.exec(path)
  // Some clients name the service with its namespace.
  const name = match?.[1]?.split('.').at(-1)
  return name === undefined ? undefined : byTargetPrefix.get(name)
}

const bySigningName = Map.groupBy(namedServices, (service) => service.signingName)

function byScope(head: RequestHead): NamedService | undefined {
  const scope = peekScope(head)
  if (scope === undefined) return undefined
  const candidates = bySigningName.get(scope.service) ?? []
  if (candidates.length < 2) return candidates[0]
  // Two services that sign alike differ by path (API Gateway's versions); the others by X-Amz-Target, seen above.
  const prefix = head.path.startsWith('/v2/') ? 'apigatewayv2' : scope.service
  return candidates.find((service) => service.prefix === prefix) ?? candidates[0]
}

const byEndpointPrefix = new Map(namedServices.map((service) => [service.endpointPrefix, service]))

function byHost({ headers }: RequestHead): NamedService | undefined {
  const host = headers.host?.toLowerCase().replace(/:\d+$/, '')
  if (host === undefined || !host.includes('.')) return undefined
  const labels = host.split('.')
  const two = byEndpointPrefix.get(labels.slice(0, 2).join('.'))
  const first = two ?? byEndpointPrefix.get(labels[0] ?? '')
  // `s3.localhost` is S3; so are `bucket.s3.localhost` and `bucket.s3-website.localhost`, whose first label is anybody's choice.
  return labels.slice(1).some((label) => label === 's3' || label.startsWith('s3-'))
    ? byEndpointPrefix.get('s3')
    : first
}
