/** The errors that both APIs of API Gateway answer. The words of what is not found are AWS's as users have published them. */
import { AwsError } from '../aws/aws-error.ts'

/** BadRequestException, status 400. */
export function badRequest(message: string): AwsError {
  return new AwsError('BadRequestException', message, { statusCode: 400 })
}

/** ConflictException, status 409. */
export function conflict(message: string): AwsError {
  return new AwsError('ConflictException', message, { statusCode: 409 })
}

/** NotFoundException, status 404. */
export function notFound(message: string): AwsError {
  return new AwsError('NotFoundException', message, { statusCode: 404 })
}

/** No API has this id. */
export function noApi(accountId: string, apiId: string): AwsError {
  return notFound(`Invalid API identifier specified ${accountId}:${apiId}`)
}

/** An API has no part of this id. `what`: `Resource`, `Method`, `Route`, `stage`. */
export function noPart(what: string): AwsError {
  return notFound(`Invalid ${what} identifier specified`)
}

/** A protocol, type or setting that would be kept and do nothing. */
export function notImplemented(what: string): AwsError {
  return new AwsError('NotImplemented', `Lambent does not implement ${what} of API Gateway yet.`, {
    statusCode: 501,
    fault: 'server',
  })
}
