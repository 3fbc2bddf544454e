/** Cross-origin rules. Source: Amazon S3 User Guide, "Using cross-origin resource sharing (CORS)". */

export type CorsRule = {
  readonly ID?: string
  readonly AllowedHeaders?: readonly string[]
  readonly AllowedMethods: readonly string[]
  readonly AllowedOrigins: readonly string[]
  readonly ExposeHeaders?: readonly string[]
  readonly MaxAgeSeconds?: number
}

const methods = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD']

/** What is wrong with rules, in AWS's words; undefined: nothing. */
export function corsFault(rules: readonly CorsRule[]): string | undefined {
  for (const { AllowedMethods, AllowedOrigins, AllowedHeaders = [], ExposeHeaders = [] } of rules) {
    for (const method of AllowedMethods) {
      if (!methods.includes(method)) {
        return `Found unsupported HTTP method in CORS config. Unsupported method is ${method}`
      }
    }
    for (const origin of AllowedOrigins) {
      if (origin.split('*').length > 2)
        return `AllowedOrigin "${origin}" can not have more than one wildcard.`
    }
    for (const header of AllowedHeaders) {
      if (header.split('*').length > 2)
        return `AllowedHeader "${header}" can not have more than one wildcard.`
    }
    for (const header of ExposeHeaders) {
      if (header.includes('*')) {
        return `ExposeHeader "${header}" contains wildcard. We currently do not support wildcard for ExposeHeader.`
      }
    }
  }
  return undefined
}

/** What a browser asks. `requestHeaders` are those of a preflight. */
export interface CorsQuestion {
  readonly origin: string
  readonly method: string
  readonly requestHeaders?: readonly string[]
}

/** The headers that allow it; undefined when no rule does. */
export function corsHeaders(
  rules: readonly CorsRule[],
  { origin, method, requestHeaders }: CorsQuestion,
): Record<string, string> | undefined {
  for (const rule of rules) {
    const matched = rule.AllowedOrigins.find((pattern) => matchesWildcard(pattern, origin))
    if (matched === undefined || !rule.AllowedMethods.includes(method)) continue
    const asked = requestHeaders ?? []
    const allowed = asked.every((name) =>
      (rule.AllowedHeaders ?? []).some((pattern) =>
        matchesWildcard(pattern.toLowerCase(), name.toLowerCase()),
      ),
    )
    if (!allowed) continue
    const everybody = matched === '*'
    return {
      'Access-Control-Allow-Origin': everybody ? '*' : origin,
      'Access-Control-Allow-Methods': rule.AllowedMethods.join(', '),
      ...(asked.length === 0 ? {} : { 'Access-Control-Allow-Headers': asked.join(', ').toLowerCase() }),
      ...(rule.ExposeHeaders === undefined || rule.ExposeHeaders.length === 0
        ? {}
        : { 'Access-Control-Expose-Headers': rule.ExposeHeaders.join(', ') }),
      ...(rule.MaxAgeSeconds === undefined ? {} : { 'Access-Control-Max-Age': String(rule.MaxAgeSeconds) }),
      ...(everybody ? {} : { 'Access-Control-Allow-Credentials': 'true' }),
      Vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
    }
  }
  return undefined
}

/** At most one star. */
function matchesWildcard(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*')
  if (star < 0) return pattern === text
  const [before, behind] = [pattern.slice(0, star), pattern.slice(star + 1)]
  return text.length >= before.length + behind.length && text.startsWith(before) && text.endsWith(behind)
}
