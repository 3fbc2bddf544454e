/** The errors of API Gateway V2. The words of what is not found are AWS's as users have published them; the rest is marked. */
import type { AwsError } from '../../aws/aws-error.ts'
import { badRequest, conflict, notFound } from '../../gateway/errors.ts'

export { badRequest, conflict, noApi, noPart, notFound, notImplemented } from '../../gateway/errors.ts'

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

/** UNVERIFIED: the words. */
export function tooManyConflicts(): AwsError {
  return conflict('The API is changed by others at the same time.')
}
