import { AwsError } from '../../aws/aws-error.ts'
import { syncPayloadBytes } from './limits.ts'

/**
 * The errors of Lambda, with AWS's words where they are known: from the API Reference, the Developer Guide, answers of AWS
 * that conformance snapshots of other projects have recorded, and what users of AWS have published. Each carries `Type`.
 * Their HTTP statuses are the model's.
 */

/** An error of the caller's: `Type` is `User`. */
function user(code: string, message: string, fields: Readonly<Record<string, unknown>> = {}): AwsError {
  return new AwsError(code, message, { fields: { Type: 'User', ...fields } })
}

/** HTTP 404. */
export function resourceNotFound(message: string): AwsError {
  return user('ResourceNotFoundException', message)
}

/** There is no such function, version or alias; the ARN is as the caller asked, with its qualifier. */
export function functionNotFound(arn: string): AwsError {
  return resourceNotFound(`Function not found: ${arn}`)
}

/** HTTP 409. */
export function resourceConflict(message: string): AwsError {
  return user('ResourceConflictException', message)
}

/** HTTP 400. */
export function invalidParameter(message: string): AwsError {
  return user('InvalidParameterValueException', message)
}

/** HTTP 400, without `Type`: what AWS's request validation refuses before Lambda sees it. */
export function validation(message: string): AwsError {
  return new AwsError('ValidationException', message)
}

/** HTTP 412. */
export function preconditionFailed(
  message = 'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
): AwsError {
  return user('PreconditionFailedException', message)
}

/** Why an invocation or a call is held back. Source: API Reference, TooManyRequestsException. */
export type ThrottleReason =
  | 'ConcurrentInvocationLimitExceeded'
  | 'FunctionInvocationRateLimitExceeded'
  | 'ReservedFunctionConcurrentInvocationLimitExceeded'
  | 'ReservedFunctionInvocationRateLimitExceeded'
  | 'CallerRateLimitExceeded'
  | 'ConcurrentSnapshotCreateLimitExceeded'

/** HTTP 429. */
export function tooManyRequests(reason: ThrottleReason, message = 'Rate Exceeded.'): AwsError {
  return user('TooManyRequestsException', message, { Reason: reason })
}

/** HTTP 500: Lambda's own failure. */
export function serviceFailure(message: string, cause?: unknown): AwsError {
  const options = { statusCode: 500, fault: 'server', fields: { Type: 'Server' }, cause } as const
  return new AwsError('ServiceException', message, options)
}

/** HTTP 413. */
export function requestTooLarge(message: string): AwsError {
  return user('RequestTooLargeException', message)
}

/** HTTP 413: of a synchronous invocation. */
export function payloadTooLarge(): AwsError {
  return requestTooLarge(
    `Request must be smaller than ${syncPayloadBytes} bytes for the InvokeFunction operation`,
  )
}

/** HTTP 400: the payload of an invocation is not JSON. */
export function invalidRequestContent(message: string): AwsError {
  return user('InvalidRequestContentException', message)
}

/** HTTP 502: the function is there, and not ready to be invoked. */
export function resourceNotReady(message: string): AwsError {
  return new AwsError('ResourceNotReadyException', message, { fault: 'server', fields: { Type: 'User' } })
}

/**
 * HTTP 502: the function's environment variables cannot be decrypted. `error`: what KMS said. Source of the words: API Reference,
 * Invoke, and answers that users of AWS have published.
 */
export function kmsRefusal(error: AwsError): AwsError {
  const [code, reason] = kmsReasons[error.code] ?? kmsReasons.AccessDeniedException ?? ['', '']
  const message = `Lambda was unable to decrypt the environment variables because ${reason}. Please check the function's KMS key settings. KMS Exception: ${error.code} KMS Message: ${error.message}`
  return new AwsError(code, message, { fault: 'server', fields: { Type: 'User' }, cause: error })
}

const kmsReasons: Readonly<Record<string, readonly [code: string, reason: string]>> = {
  AccessDeniedException: ['KMSAccessDeniedException', 'KMS access was denied'],
  DisabledException: ['KMSDisabledException', 'the KMS key used is disabled'],
  KMSInvalidStateException: [
    'KMSInvalidStateException',
    'the state of the KMS key used is not valid for Decrypt',
  ],
  NotFoundException: ['KMSNotFoundException', 'the KMS key was not found'],
}

/** HTTP 409. Source of the words: API Reference, Invoke. */
export function snapStartNotReady(): AwsError {
  return user(
    'SnapStartNotReadyException',
    'Lambda is initializing your function. It will be ready to invoke once your function state becomes ACTIVE.',
  )
}

/** HTTP 400: a loop of functions was cut. Source of the words: API Reference, Invoke. */
export function recursiveInvocation(): AwsError {
  return user(
    'RecursiveInvocationException',
    "Lambda has detected your function being invoked in a recursive loop with other Amazon Web Services resources and stopped your function's invocation.",
  )
}

/** HTTP 400. */
export function codeStorageExceeded(message = 'Code storage limit exceeded.'): AwsError {
  return user('CodeStorageExceededException', message)
}

/** HTTP 400. */
export function policyLengthExceeded(message: string): AwsError {
  return user('PolicyLengthExceededException', message)
}

/** HTTP 403. */
export function accessDenied(message: string): AwsError {
  return new AwsError('AccessDeniedException', message, { statusCode: 403 })
}

/** HTTP 501: a member that AWS takes and Lambent does not yet; it says so rather than keep a setting that does nothing. */
export function notBuilt(what: string): AwsError {
  return new AwsError('NotImplemented', `Lambent does not implement ${what} yet.`, {
    statusCode: 501,
    fault: 'server',
  })
}
