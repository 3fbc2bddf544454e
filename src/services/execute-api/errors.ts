/** The errors of the API of connections. */
import { AwsError } from '../../aws/aws-error.ts'

/** The connection is over, or has never been. AWS says no more. */
export function gone(): AwsError {
  return new AwsError('GoneException', '', { statusCode: 410 })
}

/** Source: as users of AWS have seen it. */
export function invalidConnection(connectionId: string): AwsError {
  return new AwsError('BadRequestException', `Invalid connectionId: ${connectionId}`, { statusCode: 400 })
}

export function forbidden(): AwsError {
  return new AwsError('ForbiddenException', 'Forbidden', { statusCode: 403 })
}

/** Source: as users of AWS have seen it. */
export function accessDenied(message: string): AwsError {
  return new AwsError('AccessDeniedException', message, { statusCode: 403 })
}

/** UNVERIFIED: the words. */
export function payloadTooLarge(): AwsError {
  return new AwsError('PayloadTooLargeException', 'Payload Too Large', { statusCode: 413 })
}

/** Its client does not read what it was sent. UNVERIFIED: the words. */
export function limitExceeded(): AwsError {
  return new AwsError('LimitExceededException', 'Limit Exceeded', { statusCode: 429 })
}

/** The node that has the connection does not answer. */
export function internalError(): AwsError {
  return new AwsError('InternalServerErrorException', 'Internal server error', {
    statusCode: 500,
    fault: 'server',
  })
}
