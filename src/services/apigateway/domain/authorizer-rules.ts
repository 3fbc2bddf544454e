/** What holds of authorizers. Source: API Reference, CreateAuthorizer. UNVERIFIED: most words. */
import type { Authorizer } from '@aws-sdk/client-api-gateway'
import { badRequest } from '../errors.ts'
import { authorizerTtlSecondsDefault, authorizerTtlSecondsMax } from '../limits.ts'

const identitySource =
  /^(?:method\.request\.(?:header|querystring)\.[^\s,]+|context\.[^\s,]+|stageVariables\.[^\s,]+)$/
const authorizerUri = /^arn:[^:]+:apigateway:[^:]*:lambda:path\/.+\/invocations$/s

/** An authorizer as it shall be kept. Fails with BadRequestException. */
export function checkedAuthorizer(given: Authorizer): Authorizer {
  const { name, type, authorizerResultTtlInSeconds } = given
  if (!name) throw badRequest('Authorizer name cannot be empty')
  const ttl = authorizerResultTtlInSeconds ?? authorizerTtlSecondsDefault
  if (!Number.isInteger(ttl) || ttl < 0 || ttl > authorizerTtlSecondsMax)
    throw badRequest(`Authorizer result TTL must be between 0 and ${authorizerTtlSecondsMax} seconds`)
  checkSources(given, ttl)
  if (type === 'COGNITO_USER_POOLS') {
    if (!given.providerARNs?.length)
      throw badRequest('Invalid Provider ARNs specified: at least one user pool must be named')
    for (const arn of given.providerARNs)
      if (!/^arn:[^:]+:cognito-idp:[^:]+:\d{12}:userpool\/\S+$/.test(arn))
        throw badRequest(`Invalid ARN specified in the request: ${arn}`)
    return { ...given, authType: given.authType ?? 'cognito_user_pools' }
  }
  if (type !== 'TOKEN' && type !== 'REQUEST')
    throw badRequest(
      'Invalid authorizer type specified. Valid options are TOKEN, REQUEST, COGNITO_USER_POOLS',
    )
  if (!authorizerUri.test(given.authorizerUri ?? ''))
    throw badRequest('Invalid Authorizer URI: must be the ARN of the invocations of a Lambda function')
  return { ...given, authType: given.authType ?? 'custom', authorizerResultTtlInSeconds: ttl }
}

function checkSources({ type, identitySource: sources }: Authorizer, ttl: number): void {
  if (!sources) {
    if (type === 'REQUEST' && ttl === 0) return
    if (type === 'REQUEST')
      throw badRequest('Identity sources are required for a REQUEST authorizer whose answers are remembered')
    throw badRequest('Identity source is required')
  }
  const named = sources.split(',').map((source) => source.trim())
  if (!named.every((source) => identitySource.test(source)))
    throw badRequest(
      `Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: ${sources}]`,
    )
  if (type !== 'REQUEST' && (named.length > 1 || !named[0]?.startsWith('method.request.header.')))
    throw badRequest(`Invalid identity source specified: ${sources}`)
}
