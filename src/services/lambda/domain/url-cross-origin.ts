/**
 * Cross-origin rules of function URLs: who has some has preflights answered by Lambda, and its headers take the place of the
 * function's in every answer. Source: Lambda Developer Guide, "Cross-origin resource sharing (CORS)"; API Reference, `Cors`.
 */

/** Rules as they are kept. */
export type CrossOriginRules = {
  readonly allowCredentials?: boolean
  readonly allowHeaders?: readonly string[]
  readonly allowMethods?: readonly string[]
  readonly allowOrigins?: readonly string[]
  readonly exposeHeaders?: readonly string[]
  /** Unit: seconds. */
  readonly maxAge?: number
}

/** What a browser asks before it sends a request. */
export interface PreflightQuestion {
  readonly origin: string
  readonly method: string
  readonly headers: readonly string[]
}

/** Headers of the answer to a preflight; none that allows anything when the rules do not. */
export function preflightHeaders(
  rules: CrossOriginRules,
  { origin, method, headers }: PreflightQuestion,
): Record<string, string> {
  const allowed = originHeaders(rules, origin)
  if (!allowed) return {}
  const { allowMethods = [], allowHeaders = [], maxAge } = rules
  const anyMethod = allowMethods.includes('*')
  if (!anyMethod && !allowMethods.includes(method)) return {}
  const known = new Set(allowHeaders.map((name) => name.toLowerCase()))
  if (!known.has('*') && !headers.every((name) => known.has(name.toLowerCase()))) return {}
  const namedHeaders = known.has('*') ? headers.join(',') : allowHeaders.join(',')
  return {
    ...allowed,
    'access-control-allow-methods': anyMethod ? method : allowMethods.join(','),
    ...(namedHeaders === '' ? {} : { 'access-control-allow-headers': namedHeaders }),
    ...(maxAge === undefined ? {} : { 'access-control-max-age': String(maxAge) }),
  }
}

/** Headers of any other answer to a request of this origin; undefined when the rules do not allow it. */
export function crossOriginHeaders(
  rules: CrossOriginRules,
  origin: string | undefined,
): Record<string, string> | undefined {
  if (origin === undefined) return undefined
  const allowed = originHeaders(rules, origin)
  if (!allowed) return undefined
  const exposed = (rules.exposeHeaders ?? []).join(',')
  return { ...allowed, ...(exposed === '' ? {} : { 'access-control-expose-headers': exposed }) }
}

function originHeaders(
  { allowOrigins = [], allowCredentials = false }: CrossOriginRules,
  origin: string,
): Record<string, string> | undefined {
  const everybody = allowOrigins.includes('*')
  if (!everybody && !allowOrigins.some((allowed) => allowed.toLowerCase() === origin.toLowerCase()))
    return undefined
  return {
    // Browsers take no star beside credentials.
    'access-control-allow-origin': everybody && !allowCredentials ? '*' : origin,
    ...(allowCredentials ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(everybody && !allowCredentials ? {} : { vary: 'Origin' }),
  }
}
