/**
 * Answers of API Gateway itself, by type. Source: API Gateway Developer Guide, "Gateway response types for API Gateway"; the words and the
 * header `x-amzn-errortype`: answers that users of AWS have published, and that public conformance tests recorded.
 */
import type { GatewayResponseType } from '@aws-sdk/client-api-gateway'

/** Why a request is not answered by its integration. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly type: GatewayResponseType
  readonly errorType: string
  /** The words; null where AWS says none. */
  readonly words: string | null
  /** Where it is not the type's own. */
  readonly status?: number
  /** The member that holds the words where nobody has chosen another answer. */
  readonly member: 'message' | 'Message'
  /** For logs and templates alone. */
  readonly validation?: string

  constructor(
    type: GatewayResponseType,
    errorType: string,
    words: string | null,
    more: { readonly status?: number; readonly member?: 'Message'; readonly validation?: string } = {},
  ) {
    super(words ?? type)
    this.type = type
    this.errorType = errorType
    this.words = words
    this.member = more.member ?? 'message'
    if (more.status !== undefined) this.status = more.status
    if (more.validation !== undefined) this.validation = more.validation
  }
}

export const missingToken = () =>
  new Refusal(
    'MISSING_AUTHENTICATION_TOKEN',
    'MissingAuthenticationTokenException',
    'Missing Authentication Token',
  )

/** No such stage, or an address that is switched off. */
export const forbidden = () => new Refusal('INVALID_API_KEY', 'ForbiddenException', 'Forbidden')

export const accessDenied = (words: string) =>
  new Refusal('ACCESS_DENIED', 'AccessDeniedException', words, { member: 'Message' })

export const unauthorized = () => new Refusal('UNAUTHORIZED', 'UnauthorizedException', 'Unauthorized')

/** An authorizer that cannot be asked, or answers what cannot be read. */
export const authorizerConfiguration = () =>
  new Refusal('AUTHORIZER_CONFIGURATION_ERROR', 'AuthorizerConfigurationException', null)

/** An authorizer that failed. */
export const authorizerFailure = () =>
  new Refusal('AUTHORIZER_FAILURE', 'AuthorizerConfigurationException', null)

export const throttled = () => new Refusal('THROTTLED', 'TooManyRequestsException', 'Too Many Requests')

export const quotaExceeded = () => new Refusal('QUOTA_EXCEEDED', 'LimitExceededException', 'Limit Exceeded')

export const badParameters = (words: string) =>
  new Refusal('BAD_REQUEST_PARAMETERS', 'BadRequestException', words)

export const badBody = (words: string, validation?: string) =>
  new Refusal(
    'BAD_REQUEST_BODY',
    'BadRequestException',
    words,
    validation === undefined ? {} : { validation },
  )

export const unsupportedMediaType = () =>
  new Refusal('UNSUPPORTED_MEDIA_TYPE', 'BadRequestException', 'Unsupported Media Type')

export const requestTooLarge = (bytesMax: number) =>
  new Refusal(
    'REQUEST_TOO_LARGE',
    'RequestTooLargeException',
    `HTTP content length exceeded ${bytesMax} bytes.`,
  )

/** What a function would be sent is more than it takes. */
export const requestTooLong = () =>
  new Refusal('REQUEST_TOO_LARGE', 'BadRequestException', 'Request Too Long')

/** What is wrong with the API. */
export const internalError = () =>
  new Refusal('API_CONFIGURATION_ERROR', 'InternalServerErrorException', 'Internal server error')

/** A function's answer that is none. */
export const badGateway = () =>
  new Refusal('API_CONFIGURATION_ERROR', 'InternalServerErrorException', 'Internal server error', {
    status: 502,
  })

export const integrationTimeout = () =>
  new Refusal('INTEGRATION_TIMEOUT', 'InternalServerErrorException', 'Endpoint request timed out')

export const integrationFailure = () =>
  new Refusal(
    'INTEGRATION_FAILURE',
    'InternalServerErrorException',
    'Network error communicating with endpoint',
  )
