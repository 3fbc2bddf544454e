/**
 * The errors of API Gateway V2. The words of what is not found are AWS's as users have published them; the rest is marked.
 */
import { AwsError } from '../../aws/aws-error.ts'

export function badRequest(message: string): AwsError {
  return new AwsError('BadRequestException', message, { statusCode: 400 })
}

export function conflict(message: string): AwsError {
  return new AwsError('ConflictException', message, { statusCode: 409 })
}

export function notFound(message: string): AwsError {
  return new AwsError('NotFoundException', message, { statusCode: 404 })
}

export function noApi(accountId: string, apiId: string): AwsError {
  return notFound(`Invalid API identifier specified ${accountId}:${apiId}`)
}

/** `what`: `Route`, `Integration`. */
export function noPart(what: string): AwsError {
  return notFound(`Invalid ${what} identifier specified`)
}

export function noDomain(): AwsError {
  return notFound('The domain name resource specified in the request was not found.')
}

export function noMapping(): AwsError {
  return notFound('The api mapping resource specified in the request was not found.')
}

/** UNVERIFIED: the words. */
export function limitExceeded(what: string): AwsError {
  return badRequest(
    `Maximum number of ${what} for this API has been reached. Please contact AWS if you need additional ${what}.`,
  )
}

/** A protocol, type or setting that would be kept and do nothing. */
export function notImplemented(what: string): AwsError {
  return new AwsError('NotImplemented', `Lambent does not implement ${what} of API Gateway yet.`, {
    statusCode: 501,
    fault: 'server',
  })
}

/** UNVERIFIED: the words. */
export function tooManyConflicts(): AwsError {
  return conflict('The API is changed by others at the same time.')
}
