/** Security of a document: what methods ask of who calls them. Source: Developer Guide, "x-amazon-apigateway-authorizer", "x-amazon-apigateway-authtype". */
import type { Authorizer, AuthorizerType } from '@aws-sdk/client-api-gateway'
import type { Json, JsonObject } from '../../../../base/json.ts'
import { listOr, objectOr } from '../../../../engines/openapi/index.ts'
import { type Definition, textIn, wholeIn } from './document.ts'

/** What a method asks for; an authorizer by its name. */
export interface ImportedSecurity {
  readonly authorizationType: string
  readonly authorizer?: string
  readonly authorizationScopes?: string[]
  readonly apiKeyRequired: boolean
}

/** A scheme of the document, as far as it means something here. */
type Scheme =
  | { readonly kind: 'authorizer'; readonly authorizer: Authorizer }
  | { readonly kind: 'iam' }
  | { readonly kind: 'apiKey' }

const types: Readonly<Record<string, AuthorizerType>> = {
  token: 'TOKEN',
  request: 'REQUEST',
  cognito_user_pools: 'COGNITO_USER_POOLS',
}

/** The schemes of a document that mean something here; the others ask for nothing. */
export function readSchemes({ root, version }: Definition): ReadonlyMap<string, Scheme> {
  const given = version === 2 ? root.securityDefinitions : objectOr(root.components).securitySchemes
  const found = new Map<string, Scheme>()
  for (const [name, value] of Object.entries(objectOr(given))) {
    const scheme = readScheme(name, objectOr(value))
    if (scheme) found.set(name, scheme)
  }
  return found
}

function readScheme(name: string, scheme: JsonObject): Scheme | undefined {
  const extension = scheme['x-amazon-apigateway-authorizer']
  if (extension !== undefined) {
    const authorizer = readAuthorizer(name, scheme, objectOr(extension))
    return authorizer && { kind: 'authorizer', authorizer }
  }
  if (textIn(scheme['x-amazon-apigateway-authtype'])?.toLowerCase() === 'awssigv4') return { kind: 'iam' }
  if (scheme.type === 'apiKey' && textIn(scheme.name)?.toLowerCase() === 'x-api-key')
    return { kind: 'apiKey' }
  return undefined
}

/** A scheme without a source of identities names the header of its own. */
function readAuthorizer(name: string, scheme: JsonObject, given: JsonObject): Authorizer | undefined {
  const type = types[(textIn(given.type) ?? '').toLowerCase()]
  if (type === undefined) return undefined
  const header = textIn(scheme.name)
  const usual =
    type !== 'REQUEST' && scheme.in === 'header' && header !== undefined && header !== 'Unused'
      ? `method.request.header.${header}`
      : undefined
  const authType = textIn(scheme['x-amazon-apigateway-authtype'])
  const providerARNs = listOr(given.providerARNs).flatMap((arn) => textIn(arn) ?? [])
  return {
    name,
    type,
    ...(providerARNs.length > 0 ? { providerARNs } : {}),
    ...(authType === undefined ? {} : { authType }),
    authorizerUri: textIn(given.authorizerUri),
    authorizerCredentials: textIn(given.authorizerCredentials),
    identitySource: textIn(given.identitySource) || usual,
    identityValidationExpression: textIn(given.identityValidationExpression),
    authorizerResultTtlInSeconds: wholeIn(given.authorizerResultTtlInSeconds),
  }
}

/** The authorizers among the schemes. */
export function authorizersOf(schemes: ReadonlyMap<string, Scheme>): readonly Authorizer[] {
  return [...schemes.values()].flatMap((scheme) => (scheme.kind === 'authorizer' ? [scheme.authorizer] : []))
}

/** What an operation asks for: what it says itself, else what the document says for all. */
export function readSecurity(
  { root }: Definition,
  schemes: ReadonlyMap<string, Scheme>,
  operation: JsonObject,
): ImportedSecurity {
  const extension = textIn(objectOr(operation['x-amazon-apigateway-auth']).type)
  const requirements = listOr(operation.security ?? root.security)
  const named = requirements.flatMap((requirement) => Object.entries(objectOr(requirement)))
  let security: ImportedSecurity = { authorizationType: 'NONE', apiKeyRequired: false }
  for (const [name, scopes] of named) security = withScheme(security, schemes.get(name), scopes)
  return extension === undefined ? security : { ...security, authorizationType: extension.toUpperCase() }
}

function withScheme(
  security: ImportedSecurity,
  scheme: Scheme | undefined,
  scopes: Json | undefined,
): ImportedSecurity {
  if (!scheme) return security
  if (scheme.kind === 'apiKey') return { ...security, apiKeyRequired: true }
  if (security.authorizationType !== 'NONE') return security
  if (scheme.kind === 'iam') return { ...security, authorizationType: 'AWS_IAM' }
  const { name, type } = scheme.authorizer
  const isCognito = type === 'COGNITO_USER_POOLS'
  const wanted = listOr(scopes).flatMap((scope) => textIn(scope) ?? [])
  return {
    ...security,
    authorizationType: isCognito ? 'COGNITO_USER_POOLS' : 'CUSTOM',
    ...(name === undefined ? {} : { authorizer: name }),
    ...(isCognito && wanted.length > 0 ? { authorizationScopes: wanted } : {}),
  }
}
