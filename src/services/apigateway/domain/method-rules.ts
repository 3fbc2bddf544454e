/** What holds of methods and what they answer. Source: API Reference, PutMethod, PutMethodResponse; the words are AWS's, as its answers show them. */
import type { Method, MethodResponse } from '@aws-sdk/client-api-gateway'
import { badRequest } from '../errors.ts'

/** The methods that a resource may have. */
export const httpMethods = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'ANY'] as const

/** What a method is held against: names and ids of what its API has. */
export interface KnownParts {
  readonly models: ReadonlySet<string>
  /** Types by id. */
  readonly authorizers: ReadonlyMap<string, string>
  readonly requestValidators: ReadonlySet<string>
}

const authorizationTypes = ['NONE', 'AWS_IAM', 'CUSTOM', 'COGNITO_USER_POOLS']
const requestParameter =
  /^method\.request\.(?:path|querystring|multivaluequerystring|header|multivalueheader)\.([^\s]+)$/
const responseParameter = /^method\.response\.header\.[a-zA-Z0-9!#$%&'*+.^_`|~-]+$/

/** Fails with BadRequestException. */
export function checkHttpMethod(method: string): void {
  if (!httpMethods.some((known) => known === method))
    throw badRequest(`Invalid HttpMethod specified. Valid options are ${httpMethods.join()}`)
}

/** A method as it shall be kept. Fails with BadRequestException. */
export function checkedMethod(method: Method, known: KnownParts): Method {
  const { authorizationType = 'NONE', authorizerId, requestValidatorId } = method
  if (!authorizationTypes.includes(authorizationType))
    throw badRequest(
      `Invalid Authorization Type specified. Valid options are ${authorizationTypes.join(', ')}`,
    )
  const isAuthorized = authorizationType === 'CUSTOM' || authorizationType === 'COGNITO_USER_POOLS'
  if (isAuthorized && !isFitting(authorizationType, known.authorizers.get(authorizerId ?? '')))
    throw badRequest(
      'Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.',
    )
  if (requestValidatorId && !known.requestValidators.has(requestValidatorId))
    throw badRequest('Invalid Request Validator identifier specified')
  checkRequestParameters(Object.keys(method.requestParameters ?? {}))
  checkModels(method.requestModels, known)
  const { authorizerId: _authorizer, requestValidatorId: _validator, ...rest } = method
  return {
    ...rest,
    authorizationType,
    apiKeyRequired: method.apiKeyRequired ?? false,
    // An id that is named without need is not kept.
    ...(isAuthorized ? { authorizerId } : {}),
    ...(requestValidatorId ? { requestValidatorId } : {}),
  }
}

function isFitting(authorizationType: string, authorizerType: string | undefined): boolean {
  if (authorizerType === undefined) return false
  return (authorizerType === 'COGNITO_USER_POOLS') === (authorizationType === 'COGNITO_USER_POOLS')
}

function checkRequestParameters(names: readonly string[]): void {
  const seen = new Set<string>()
  for (const name of names) {
    const [, short] = requestParameter.exec(name) ?? []
    if (short === undefined)
      throw badRequest(
        `Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: ${name}]`,
      )
    if (seen.has(short))
      throw badRequest('Parameter names must be unique across querystring, header and path')
    seen.add(short)
  }
}

function checkModels(
  models: Readonly<Record<string, string>> | undefined,
  { models: known }: KnownParts,
): void {
  for (const name of Object.values(models ?? {}))
    if (!known.has(name)) throw badRequest(`Invalid model identifier specified: ${name}`)
}

/** Fails with BadRequestException. */
export function checkMethodResponse(response: MethodResponse, known: KnownParts): void {
  for (const name of Object.keys(response.responseParameters ?? {}))
    if (!responseParameter.test(name))
      throw badRequest(
        `Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: ${name}]`,
      )
  checkModels(response.responseModels, known)
}
