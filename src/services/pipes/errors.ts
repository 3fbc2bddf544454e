/** The errors of EventBridge Pipes. UNVERIFIED: the words of most. */
import { AwsError } from '../../aws/aws-error.ts'

export function validation(message: string): AwsError {
  return new AwsError('ValidationException', message)
}

export function noPipe(name: string): AwsError {
  return new AwsError('NotFoundException', `Pipe ${name} does not exist.`, { statusCode: 404 })
}

export function conflict(message: string): AwsError {
  return new AwsError('ConflictException', message, { statusCode: 409 })
}

export function quotaExceeded(): AwsError {
  return new AwsError('ServiceQuotaExceededException', 'The maximum number of pipes is reached.', {
    statusCode: 402,
  })
}

/** A source, target or setting that would be kept and do nothing. */
export function notImplemented(what: string): AwsError {
  return new AwsError('NotImplemented', `Lambent does not implement ${what} of EventBridge Pipes yet.`, {
    statusCode: 501,
    fault: 'server',
  })
}
