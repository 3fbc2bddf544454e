/** What holds of an API's own settings. Source: API Reference, CreateRestApi; the words are AWS's, as its answers show them. */
import type { RestApi } from '@aws-sdk/client-api-gateway'
import type { Json, JsonObject } from '../../../base/json.ts'
import { utf8Bytes } from '../../../base/utf8.ts'
import { badRequest } from '../errors.ts'
import { compressionBytesMax, policyBytesMax } from '../limits.ts'

const endpointTypes = ['REGIONAL', 'EDGE', 'PRIVATE']

/** Settings as they shall be kept. Fails with BadRequestException. */
export function checkedRestApi(api: RestApi): RestApi {
  if (!api.name) throw badRequest('API name cannot be an empty string')
  const size = api.minimumCompressionSize
  if (size !== undefined && (!Number.isInteger(size) || size < 0 || size > compressionBytesMax))
    throw badRequest(`Invalid minimum compression size, must be between 0 and ${compressionBytesMax}`)
  if (api.apiKeySource !== undefined && !['HEADER', 'AUTHORIZER'].includes(api.apiKeySource))
    throw badRequest('Invalid API key source specified. Valid options are HEADER, AUTHORIZER')
  const binaryMediaTypes = api.binaryMediaTypes?.length ? api.binaryMediaTypes : undefined
  const description = api.description === '' ? undefined : api.description
  return {
    ...api,
    apiKeySource: api.apiKeySource ?? 'HEADER',
    disableExecuteApiEndpoint: api.disableExecuteApiEndpoint ?? false,
    endpointConfiguration: checkedEndpoint(api.endpointConfiguration),
    description,
    binaryMediaTypes,
  }
}

function checkedEndpoint(
  given: RestApi['endpointConfiguration'],
): NonNullable<RestApi['endpointConfiguration']> {
  const { types = ['EDGE'], ipAddressType, vpcEndpointIds } = given ?? {}
  if (types.length === 0)
    throw badRequest('REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.')
  if (types.length > 1) throw badRequest('Cannot create an api with multiple Endpoint Types.')
  if (!types.every((type) => endpointTypes.includes(type)))
    throw badRequest(`Invalid EndpointTypes specified. Valid options are ${endpointTypes.join()}`)
  if (ipAddressType !== undefined && ipAddressType !== 'ipv4' && ipAddressType !== 'dualstack')
    throw badRequest('ipAddressType must be either ipv4 or dualstack.')
  const isPrivate = types[0] === 'PRIVATE'
  if (isPrivate && ipAddressType === 'ipv4')
    throw badRequest('Only dualstack ipAddressType is supported for Private APIs.')
  return {
    types,
    ipAddressType: ipAddressType ?? (isPrivate ? 'dualstack' : 'ipv4'),
    ...(vpcEndpointIds?.length ? { vpcEndpointIds } : {}),
  }
}

/**
 * A resource policy as it is kept: `execute-api:/stage/GET/path` stands for the API's own ARN. Nothing for an empty one. Fails with
 * BadRequestException for what is no policy.
 */
export function checkedPolicy(policy: string | undefined, apiArn: string): string | undefined {
  if (policy === undefined || policy.trim() === '') return undefined
  const refusal = badRequest(
    'Invalid policy document. Please check the policy syntax and ensure that Principals are valid.',
  )
  if (utf8Bytes(policy) > policyBytesMax) throw badRequest('Policy exceeds the maximum size of 8192 bytes')
  let document: Json
  try {
    document = JSON.parse(policy) as Json
  } catch {
    throw refusal
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) throw refusal
  const { Statement } = document as JsonObject
  const statements = Array.isArray(Statement) ? (Statement as readonly Json[]) : [Statement ?? null]
  const valid = statements.every((statement) => {
    if (typeof statement !== 'object' || statement === null) return false
    const { Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource } =
      statement as JsonObject
    return (
      (Effect === 'Allow' || Effect === 'Deny') &&
      (Principal ?? NotPrincipal) !== undefined &&
      (Action ?? NotAction) !== undefined &&
      (Resource ?? NotResource) !== undefined
    )
  })
  if (!valid) throw refusal
  return JSON.stringify(expanded(document, apiArn, 0))
}

function expanded(value: Json, apiArn: string, depth: number): Json {
  if (typeof value === 'string') return value.replace(/^execute-api:\//, `${apiArn}/`)
  if (typeof value !== 'object' || value === null || depth > 32) return value
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => expanded(item, apiArn, depth + 1))
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([name, item]) => [
      name,
      expanded(item ?? null, apiArn, depth + 1),
    ]),
  )
}

/** A policy as GetRestApi shows it: with its quotes escaped, as in a text of JSON. Source: answers of AWS. */
export function shownPolicy(policy: string): string {
  return JSON.stringify(policy).slice(1, -1)
}
