/** What stages and routes of HTTP and WebSocket APIs say alike, as requests need it. */
import type { JsonObject } from '../../../base/json.ts'
import type { AccessLog, ExecutionLogSettings } from '../../../gateway/index.ts'
import type { Snapshot } from '../snapshot.ts'

/** An authorizer with its id. */
export interface CompiledAuthorizer {
  readonly id: string
  readonly body: JsonObject
}

/** Limits of a route. Units: requests or messages, and as many a second; absent: not throttled. */
export interface RouteThrottle {
  readonly burst?: number
  readonly rate?: number
}

/** How a stage's requests are logged, if they are. */
export function accessLogOf(stage: JsonObject): { readonly accessLog?: AccessLog } {
  const { DestinationArn, Format = '' } = (stage.AccessLogSettings ?? {}) as JsonObject
  if (DestinationArn === undefined) return {}
  return { accessLog: { groupArn: String(DestinationArn), format: String(Format) } }
}

/** The limits of a route: its own of the stage, before those of all its routes. */
export function throttleOf(stage: JsonObject, routeKey: string): RouteThrottle {
  const own = ((stage.RouteSettings ?? {}) as JsonObject)[routeKey] as JsonObject | undefined
  const usual = stage.DefaultRouteSettings as JsonObject | undefined
  const burst = own?.ThrottlingBurstLimit ?? usual?.ThrottlingBurstLimit
  const rate = own?.ThrottlingRateLimit ?? usual?.ThrottlingRateLimit
  return {
    ...(burst === undefined ? {} : { burst: Number(burst) }),
    ...(rate === undefined ? {} : { rate: Number(rate) }),
  }
}

/** What is told of a route's messages: its own settings of the stage, before those of all its routes. */
export function loggingOf(stage: JsonObject, routeKey: string): ExecutionLogSettings {
  const own = ((stage.RouteSettings ?? {}) as JsonObject)[routeKey] as JsonObject | undefined
  const usual = stage.DefaultRouteSettings as JsonObject | undefined
  const level = own?.LoggingLevel ?? usual?.LoggingLevel
  return {
    ...(level === undefined ? {} : { loggingLevel: String(level) }),
    dataTraceEnabled: (own?.DataTraceEnabled ?? usual?.DataTraceEnabled) === true,
  }
}

/** A route's authorizer, if it has one. */
export function authorizerOf(
  route: JsonObject,
  { authorizers }: Pick<Snapshot, 'authorizers'>,
): { readonly authorizer?: CompiledAuthorizer } {
  const id = String(route.AuthorizerId ?? '')
  const body = authorizers[id]
  return body === undefined ? {} : { authorizer: { id, body } }
}
