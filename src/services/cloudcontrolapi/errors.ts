import { AwsError } from '../../aws/aws-error.ts'

/** The errors of Cloud Control. Words that no source told are marked. Source: API Reference; messages that its users have published. */

export function typeNotFound(typeName: string): AwsError {
  // UNVERIFIED: the words.
  return new AwsError('TypeNotFoundException', `The type '${typeName}' cannot be found.`)
}

/** The type is AWS's, but this server makes none such, or not with this action. */
export function unsupportedAction(typeName: string, action: string): AwsError {
  return new AwsError(
    'UnsupportedActionException',
    `Resource type ${typeName} does not support ${action} action`,
  )
}

export function validation(message: string): AwsError {
  return new AwsError('ValidationException', message)
}

export function invalidRequest(message: string): AwsError {
  return new AwsError('InvalidRequestException', message)
}

export function modelInvalid(faults: readonly string[]): AwsError {
  return validation(`Model validation failed (${faults.join('\n')})`)
}

export function notUpdatable(kind: 'createOnly' | 'readOnly', paths: readonly string[]): AwsError {
  return new AwsError(
    'NotUpdatableException',
    `Invalid patch update: ${kind}Properties [${paths.join(', ')}] cannot be updated`,
  )
}

/** `identifier` is the primary identifier as JSON with pointers, as AWS words it. */
export function resourceNotFound(typeName: string, identifier: string, requestToken: string): AwsError {
  return new AwsError(
    'ResourceNotFoundException',
    `${typeName} Handler returned status FAILED: ${missing(typeName, identifier)} (HandlerErrorCode: NotFound, RequestToken: ${requestToken})`,
  )
}

export function missing(typeName: string, identifier: string): string {
  return `Resource of type '${typeName}' with identifier '${identifier}' was not found.`
}

export function requestTokenNotFound(token: string): AwsError {
  // UNVERIFIED: the words.
  return new AwsError('RequestTokenNotFoundException', `Request with token ${token} was not found`)
}

export function clientTokenConflict(): AwsError {
  // UNVERIFIED: the words.
  return new AwsError(
    'ClientTokenConflictException',
    'The specified client token has already been used in another resource request.',
  )
}

export function concurrentOperation(): AwsError {
  // UNVERIFIED: the words.
  return new AwsError(
    'ConcurrentOperationException',
    'Another resource operation is currently being performed on this resource.',
  )
}

export function concurrentModification(): AwsError {
  return new AwsError(
    'ConcurrentModificationException',
    'The resource is currently being modified by another operation.',
    { statusCode: 500, fault: 'server' },
  )
}
