/** What an app client is set to. Source: API Reference, CreateUserPoolClient, UpdateUserPoolClient; Developer Guide, "App clients". */
import type { AwsError } from '../../../aws/aws-error.ts'
import type { JsonObject } from '../../../base/json.ts'
import type { SchemaAttribute } from './schema.ts'
import { membersOf } from './settings.ts'
import { type TokenValidity, validityFault } from './validity.ts'

const names = [
  'RefreshTokenValidity',
  'AccessTokenValidity',
  'IdTokenValidity',
  'TokenValidityUnits',
  'ReadAttributes',
  'WriteAttributes',
  'ExplicitAuthFlows',
  'SupportedIdentityProviders',
  'CallbackURLs',
  'LogoutURLs',
  'DefaultRedirectURI',
  'AllowedOAuthFlows',
  'AllowedOAuthScopes',
  'AllowedOAuthFlowsUserPoolClient',
  'AnalyticsConfiguration',
  'PreventUserExistenceErrors',
  'EnableTokenRevocation',
  'EnablePropagateAdditionalUserContextData',
  'AuthSessionValidity',
  'RefreshTokenRotation',
] as const

/** Settings in force, of what a request gives. */
export function clientSettings(given: JsonObject): JsonObject {
  return {
    RefreshTokenValidity: 30,
    AllowedOAuthFlowsUserPoolClient: false,
    EnableTokenRevocation: true,
    EnablePropagateAdditionalUserContextData: false,
    AuthSessionValidity: 3,
    ...membersOf(given, names),
  }
}

/** What the rules of a client ask about beside its settings. */
export interface ClientSurroundings {
  readonly schema: readonly SchemaAttribute[]
  readonly poolId: string
  readonly hasSecret: boolean
  readonly providers: ReadonlySet<string>
  readonly scopes: ReadonlySet<string>
  readonly fail: (code: string, message: string) => AwsError
}

/** Scopes that every pool has. */
export const standardScopes = ['phone', 'email', 'openid', 'profile', 'aws.cognito.signin.user.admin']

/** Throws what AWS answers to settings that do not fit together. */
export function checkClientSettings(settings: JsonObject, surroundings: ClientSurroundings): void {
  const { fail, schema, providers, scopes, poolId } = surroundings
  const invalid = (message: string) => fail('InvalidParameterException', message)
  const texts = (name: string) => (settings[name] ?? []) as readonly string[]
  const flows = texts('ExplicitAuthFlows')
  const isNew = flows.filter((flow) => flow.startsWith('ALLOW_')).length
  // UNVERIFIED: the words.
  if (isNew > 0 && isNew < flows.length)
    throw invalid('Legacy and new values of ExplicitAuthFlows cannot be mixed.')
  const rotation = (settings.RefreshTokenRotation as JsonObject | undefined)?.Feature === 'ENABLED'
  // UNVERIFIED: the words.
  if (rotation && flows.includes('ALLOW_REFRESH_TOKEN_AUTH'))
    throw invalid('Refresh token rotation cannot be enabled with ALLOW_REFRESH_TOKEN_AUTH.')
  const fault = validityFault(settings as TokenValidity)
  if (fault !== undefined) throw invalid(fault)
  const known = new Set(schema.map(({ Name }) => Name))
  for (const [list, word] of [
    ['ReadAttributes', 'read'],
    ['WriteAttributes', 'write'],
  ] as const)
    if (texts(list).some((name) => !known.has(name)))
      throw invalid(`Invalid ${word} attributes specified while creating a client`)
  for (const name of texts('SupportedIdentityProviders'))
    if (name !== 'COGNITO' && !providers.has(name))
      throw invalid(`The provider ${name} does not exist for User Pool ${poolId}.`)
  for (const url of [...texts('CallbackURLs'), ...texts('LogoutURLs')]) {
    const reason = urlFault(url)
    if (reason !== undefined) throw invalid(reason)
  }
  const redirect = settings.DefaultRedirectURI
  if (typeof redirect === 'string' && !texts('CallbackURLs').includes(redirect))
    throw invalid('DefaultRedirectURI must be in the list of CallbackURLs.')
  checkOAuth(settings, surroundings)
  for (const scope of texts('AllowedOAuthScopes'))
    if (!standardScopes.includes(scope) && !scopes.has(scope))
      throw fail('ScopeDoesNotExistException', `Invalid scope requested: ${scope}`)
}

function checkOAuth(settings: JsonObject, { hasSecret, fail }: ClientSurroundings): void {
  const flows = (settings.AllowedOAuthFlows ?? []) as readonly string[]
  const scopes = (settings.AllowedOAuthScopes ?? []) as readonly string[]
  const refuse = (message: string) => fail('InvalidOAuthFlowException', message)
  if (settings.AllowedOAuthFlowsUserPoolClient === true && (flows.length === 0 || scopes.length === 0))
    throw refuse(
      'AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.',
    )
  if (!flows.includes('client_credentials')) return
  if (flows.length > 1)
    throw refuse('client_credentials flow can not be selected along with code flow or implicit flow.')
  if (!hasSecret)
    throw refuse('client_credentials flow can not be selected if client does not have a client secret.')
}

/** Source: API Reference, CreateUserPoolClient, `CallbackURLs`. */
function urlFault(text: string): string | undefined {
  const [, scheme, host] = /^([a-z][a-z0-9+.-]*):\/\/(\[[^\]]*\]|[^/:?#]*)/i.exec(text) ?? []
  if (scheme === undefined || host === undefined) return `${text} is not a valid URL.`
  if (text.includes('#')) return `${text} must not include a fragment.`
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(host.toLowerCase())
  return scheme.toLowerCase() === 'http' && !local ? `${text} cannot use the HTTP protocol.` : undefined
}

/** Whether a client may sign users in this way. Old names of flows count as AWS reads them. */
export function allowsFlow(settings: JsonObject, flow: string): boolean {
  const given = settings.ExplicitAuthFlows as readonly string[] | undefined
  const flows =
    given === undefined || given.length === 0
      ? ['ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_CUSTOM_AUTH']
      : given
  switch (flow) {
    case 'USER_PASSWORD_AUTH':
      return flows.includes('ALLOW_USER_PASSWORD_AUTH') || flows.includes('USER_PASSWORD_AUTH')
    case 'ADMIN_USER_PASSWORD_AUTH':
      return flows.includes('ALLOW_ADMIN_USER_PASSWORD_AUTH') || flows.includes('ADMIN_NO_SRP_AUTH')
    case 'CUSTOM_AUTH':
      return flows.includes('ALLOW_CUSTOM_AUTH') || flows.includes('CUSTOM_AUTH_FLOW_ONLY')
    case 'USER_SRP_AUTH':
      // Clients of the old names had secure remote passwords unless they took custom challenges alone.
      return flows.includes('ALLOW_USER_SRP_AUTH') || isOld(flows)
    case 'REFRESH_TOKEN_AUTH':
      return flows.includes('ALLOW_REFRESH_TOKEN_AUTH') || !flows.some((one) => one.startsWith('ALLOW_'))
    default:
      return flows.includes(`ALLOW_${flow}`)
  }
}

function isOld(flows: readonly string[]): boolean {
  return !flows.some((flow) => flow.startsWith('ALLOW_')) && !flows.includes('CUSTOM_AUTH_FLOW_ONLY')
}

/** The attributes that a client may read or write; undefined: any. */
export function attributesOf(
  settings: JsonObject,
  list: 'ReadAttributes' | 'WriteAttributes',
): ReadonlySet<string> | undefined {
  const given = settings[list] as readonly string[] | undefined
  return given === undefined || given.length === 0 ? undefined : new Set(given)
}
