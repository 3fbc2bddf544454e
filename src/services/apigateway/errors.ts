/** The errors of API Gateway's REST APIs. Words that no source told are marked where they are used. */
import { AwsError } from '../../aws/aws-error.ts'
import { conflict } from '../../gateway/errors.ts'

export { badRequest, conflict, noApi, noPart, notFound, notImplemented } from '../../gateway/errors.ts'

export function limitExceeded(message: string): AwsError {
  return new AwsError('LimitExceededException', message, { statusCode: 429 })
}

/** UNVERIFIED: the words. */
export function tooManyConflicts(): AwsError {
  return conflict('Unable to complete operation due to concurrent modification. Please try again later.')
}
