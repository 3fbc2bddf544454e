/** Rules of the OAuth endpoints. Source: Developer Guide, "User pool endpoints and managed login reference"; RFC 6749, RFC 7636. */
import type { JsonObject } from '../../../base/json.ts'
import { standardScopes } from './client-settings.ts'

/** Who a client of the token endpoint says it is. */
export interface ClientClaim {
  readonly clientId: string
  readonly secret?: string
}

/** By a header of basic authentication, or by the form. `decode` reads base64. Undefined: nobody. */
export function readClientClaim(
  authorization: string | undefined,
  form: { readonly clientId: string | null; readonly secret: string | null },
  decode: (base64: string) => string,
): ClientClaim | undefined {
  const basic = /^basic\s+([A-Za-z0-9+/=_-]+)$/i.exec(authorization ?? '')?.[1]
  if (basic !== undefined) {
    const text = decode(basic)
    const colon = text.indexOf(':')
    if (colon < 0) return undefined
    return { clientId: text.slice(0, colon), secret: text.slice(colon + 1) }
  }
  const { clientId, secret } = form
  if (clientId === null) return undefined
  return { clientId, ...(secret === null ? {} : { secret }) }
}

/** The scopes that a request gets of those that its client may have; undefined: it asks for one that it may not. */
export function grantedScopes(
  settings: JsonObject,
  asked: string | null,
  kind: 'user' | 'client',
): readonly string[] | undefined {
  const allowed = ((settings.AllowedOAuthScopes ?? []) as readonly string[]).filter(
    // A client on its own has no user whose profile it could read.
    (scope) => kind === 'user' || !standardScopes.includes(scope),
  )
  const wanted = (asked ?? '').split(/[ +]+/).filter((scope) => scope !== '')
  if (wanted.length === 0) return allowed
  return wanted.every((scope) => allowed.includes(scope)) ? wanted : undefined
}

const profile = [
  'name',
  'family_name',
  'given_name',
  'middle_name',
  'nickname',
  'preferred_username',
  'profile',
  'picture',
  'website',
  'gender',
  'birthdate',
  'zoneinfo',
  'locale',
  'updated_at',
  'address',
]

/** Whether scopes let an attribute be seen. `openid` alone shows all; with others, what these name. Source: "Scopes, M2M, and resource servers". */
export function scopesShow(scopes: readonly string[], attribute: string): boolean {
  const narrow = scopes.filter((scope) => ['email', 'phone', 'profile'].includes(scope))
  if (narrow.length === 0) return true
  return narrow.some((scope) => {
    if (scope === 'email') return attribute === 'email' || attribute === 'email_verified'
    if (scope === 'phone') return attribute === 'phone_number' || attribute === 'phone_number_verified'
    return profile.includes(attribute) || attribute.startsWith('custom:') || attribute === 'identities'
  })
}

/** An address with more parameters. */
export function withParameters(
  address: string,
  parameters: Readonly<Record<string, string | undefined>>,
  mark: '?' | '#' = '?',
): string {
  const more = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
  )
  const joint = mark === '#' ? '#' : address.includes('?') ? '&' : '?'
  return `${address}${joint}${more.join('&')}`
}

/** A text within HTML. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
