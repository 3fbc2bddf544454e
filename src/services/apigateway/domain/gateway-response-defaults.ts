/** What API Gateway answers by itself, for every type of answer. Source: Developer Guide, "Gateway response types for API Gateway", and answers of AWS. */
import type { GatewayResponse, GatewayResponseType } from '@aws-sdk/client-api-gateway'
import { badRequest } from '../errors.ts'

/** The status codes where nothing else is said; the two that stand for others have none. In the order of their listing. */
const usualStatusCodes: ReadonlyArray<readonly [GatewayResponseType, string | undefined]> = [
  ['ACCESS_DENIED', '403'],
  ['API_CONFIGURATION_ERROR', '500'],
  ['AUTHORIZER_CONFIGURATION_ERROR', '500'],
  ['AUTHORIZER_FAILURE', '500'],
  ['BAD_REQUEST_BODY', '400'],
  ['BAD_REQUEST_PARAMETERS', '400'],
  ['DEFAULT_4XX', undefined],
  ['DEFAULT_5XX', undefined],
  ['EXPIRED_TOKEN', '403'],
  ['INTEGRATION_FAILURE', '504'],
  ['INTEGRATION_TIMEOUT', '504'],
  ['INVALID_API_KEY', '403'],
  ['INVALID_SIGNATURE', '403'],
  ['MISSING_AUTHENTICATION_TOKEN', '403'],
  ['QUOTA_EXCEEDED', '429'],
  ['REQUEST_TOO_LARGE', '413'],
  ['RESOURCE_NOT_FOUND', '404'],
  ['THROTTLED', '429'],
  ['UNAUTHORIZED', '401'],
  ['UNSUPPORTED_MEDIA_TYPE', '415'],
  ['WAF_FILTERED', '403'],
]

/** All types, in the order in which they are listed. */
export const gatewayResponseTypes: readonly GatewayResponseType[] = usualStatusCodes.map(([type]) => type)

const usualTemplates = { 'application/json': '{"message":$context.error.messageString}' }

/**
 * A type's answer as it shows: what was put for it; else what was put for all of its class (`DEFAULT_4XX`, `DEFAULT_5XX`); else the
 * usual one. `put`: by type.
 */
export function gatewayResponseOf(
  type: GatewayResponseType,
  put: ReadonlyMap<string, GatewayResponse>,
): GatewayResponse {
  const own = put.get(type)
  if (own) return own
  const usual = usualGatewayResponse(type)
  const { statusCode } = usual
  const general = statusCode === undefined ? undefined : put.get(`DEFAULT_${statusCode.charAt(0)}XX`)
  if (!general) return usual
  return {
    ...usual,
    ...general,
    responseType: type,
    statusCode: general.statusCode ?? statusCode,
    defaultResponse: true,
  }
}

/** The usual answer of a type. */
export function usualGatewayResponse(type: GatewayResponseType): GatewayResponse {
  const statusCode = usualStatusCodes.find(([known]) => known === type)?.[1]
  return {
    defaultResponse: true,
    responseParameters: {},
    responseTemplates: usualTemplates,
    responseType: type,
    ...(statusCode === undefined ? {} : { statusCode }),
  }
}

const parameter = /^gatewayresponse\.(?:header|path|querystring)\.\S+$/
const source =
  /^(?:method\.request\.(?:header|path|querystring|multivalueheader|multivaluequerystring|body)\S*|context\.\S+|stageVariables\.\S+|'[^']*')$/s

/** What is put for a type, completed by the usual answer. Fails with BadRequestException. */
export function puttable(type: GatewayResponseType, given: GatewayResponse): GatewayResponse {
  for (const [to, from] of Object.entries(given.responseParameters ?? {}))
    if (!parameter.test(to) || !source.test(from))
      throw badRequest(
        `Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: ${parameter.test(to) ? from : to}]`,
      )
  if (given.statusCode !== undefined && !/^[1-5]\d\d$/.test(given.statusCode))
    throw badRequest(`Invalid status code specified: ${given.statusCode}`)
  const usual = usualGatewayResponse(type)
  const templates = given.responseTemplates
  return {
    ...usual,
    responseParameters: given.responseParameters ?? {},
    responseTemplates: templates && Object.keys(templates).length > 0 ? templates : usualTemplates,
    ...(given.statusCode === undefined ? {} : { statusCode: given.statusCode }),
    defaultResponse: false,
  }
}
