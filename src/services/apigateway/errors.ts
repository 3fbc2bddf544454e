/**
 * The errors of API Gateway's REST APIs. Words that no source told are marked where they are used.
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

export function limitExceeded(message: string): AwsError {
  return new AwsError('LimitExceededException', message, { statusCode: 429 })
}

export function noApi(accountId: string, apiId: string): AwsError {
  return notFound(`Invalid API identifier specified ${accountId}:${apiId}`)
}

/** `what`: `Resource`, `Method`, `stage`. */
export function noPart(what: string): AwsError {
  return notFound(`Invalid ${what} identifier specified`)
}

/** What would be kept and do nothing. */
export function notImplemented(what: string): AwsError {
  return new AwsError('NotImplemented', `Lambent does not implement ${what} of API Gateway yet.`, {
    statusCode: 501,
    fault: 'server',
  })
}

/** UNVERIFIED: the words. */
export function tooManyConflicts(): AwsError {
  return conflict('Unable to complete operation due to concurrent modification. Please try again later.')
}
