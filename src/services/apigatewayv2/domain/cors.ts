/**
 * What an API says to requests from other origins. Source: API Gateway Developer Guide, "Configuring CORS for HTTP APIs": preflights are
 * answered without any route, and what the integration says of the matter is left out.
 */
import type { JsonObject } from '../../../base/json.ts'

/** An API's rules, read. */
export interface CorsRules {
  readonly origins: readonly string[]
  readonly methods: readonly string[]
  readonly allowHeaders: readonly string[]
  readonly exposeHeaders: readonly string[]
  readonly credentials: boolean
  readonly maxAgeSeconds?: number
}

/** Rules as the API's body has them. */
export function readCors(body: JsonObject | undefined): CorsRules | undefined {
  if (body === undefined || Object.keys(body).length === 0) return undefined
  const list = (name: string) => ((body[name] ?? []) as readonly string[]).map(String)
  return {
    origins: list('AllowOrigins'),
    methods: list('AllowMethods'),
    allowHeaders: list('AllowHeaders'),
    exposeHeaders: list('ExposeHeaders'),
    credentials: body.AllowCredentials === true,
    ...(body.MaxAge === undefined ? {} : { maxAgeSeconds: Number(body.MaxAge) }),
  }
}

/** Why rules cannot be; undefined: they can. Source: as above. UNVERIFIED: the words. */
export function corsProblem(body: JsonObject): string | undefined {
  const rules = readCors(body)
  if (!rules?.credentials) return undefined
  const wild = [rules.origins, rules.methods, rules.allowHeaders].some((list) => list.includes('*'))
  return wild
    ? 'allowCredentials is not supported when allowOrigins, allowMethods or allowHeaders is *'
    : undefined
}

function originOf(rules: CorsRules, origin: string): string | undefined {
  const allowed = rules.origins.some((rule) => {
    if (rule === '*' || rule.toLowerCase() === origin.toLowerCase()) return true
    // `https://*` and `http://*` stand for all of a scheme.
    return rule.endsWith('://*') && origin.toLowerCase().startsWith(rule.slice(0, -1).toLowerCase())
  })
  if (!allowed) return undefined
  return rules.origins.includes('*') ? '*' : origin
}

/** Headers of an answer to a request from this origin. */
export function crossOriginHeaders(rules: CorsRules, origin: string | undefined): Record<string, string> {
  const allowed = origin === undefined ? undefined : originOf(rules, origin)
  if (allowed === undefined) return {}
  return {
    'access-control-allow-origin': allowed,
    ...(allowed === '*' ? {} : { vary: 'Origin' }),
    ...(rules.credentials ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(rules.exposeHeaders.length > 0
      ? { 'access-control-expose-headers': rules.exposeHeaders.join(',') }
      : {}),
  }
}

/** Headers of the answer to a preflight. */
export function preflightHeaders(rules: CorsRules, origin: string | undefined): Record<string, string> {
  const { 'access-control-expose-headers': _exposed, ...own } = crossOriginHeaders(rules, origin)
  if (own['access-control-allow-origin'] === undefined) return {}
  return {
    ...own,
    ...(rules.methods.length > 0 ? { 'access-control-allow-methods': rules.methods.join(',') } : {}),
    ...(rules.allowHeaders.length > 0
      ? { 'access-control-allow-headers': rules.allowHeaders.join(',') }
      : {}),
    ...(rules.maxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(rules.maxAgeSeconds) }),
  }
}
