/**
 * The errors of Cognito user pools, with AWS's words: from the API Reference, the Developer Guide, and what users of AWS have
 * published. Words that nobody has published are marked where they are made.
 */
import { AwsError } from '../../aws/aws-error.ts'

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterException', message)
}

export function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message)
}

export function noPool(id: string): AwsError {
  return notFound(`User pool ${id} does not exist.`)
}

export function noClient(id: string): AwsError {
  return notFound(`User pool client ${id} does not exist.`)
}

export function notAuthorized(message: string): AwsError {
  return new AwsError('NotAuthorizedException', message)
}

/** What a wrong password is told, and where a client hides who exists, a wrong name. */
export function wrongPassword(): AwsError {
  return notAuthorized('Incorrect username or password.')
}

export function noUser(message = 'User does not exist.'): AwsError {
  return new AwsError('UserNotFoundException', message)
}

export function usernameExists(message = 'User already exists'): AwsError {
  return new AwsError('UsernameExistsException', message)
}

export function aliasExists(attribute: string): AwsError {
  return new AwsError('AliasExistsException', `An account with the given ${attribute} already exists.`)
}

export function invalidPassword(reason: string): AwsError {
  return new AwsError('InvalidPasswordException', `Password did not conform with policy: ${reason}`)
}

/** UNVERIFIED: the words. */
export function passwordReused(): AwsError {
  return new AwsError('PasswordHistoryPolicyViolationException', 'Password has previously been used.')
}

export function notConfirmed(): AwsError {
  return new AwsError('UserNotConfirmedException', 'User is not confirmed.')
}

export function resetRequired(): AwsError {
  return new AwsError('PasswordResetRequiredException', 'Password reset required for the user')
}

export function codeMismatch(message = 'Invalid verification code provided, please try again.'): AwsError {
  return new AwsError('CodeMismatchException', message)
}

export function expiredCode(): AwsError {
  return new AwsError('ExpiredCodeException', 'Invalid code provided, please request a code again.')
}

/** Of a code of an authenticator. Source: what users of AWS have published. */
export function usedCode(): AwsError {
  return new AwsError('ExpiredCodeException', 'Your software token has already been used once.')
}

export function limitExceeded(message = 'Attempt limit exceeded, please try after some time.'): AwsError {
  return new AwsError('LimitExceededException', message)
}

export function groupExists(): AwsError {
  return new AwsError('GroupExistsException', 'A group with the name already exists.')
}

export function noGroup(): AwsError {
  return notFound('Group not found.')
}

export function unsupportedState(message: string): AwsError {
  return new AwsError('UnsupportedUserStateException', message)
}

export function changingTooOften(): AwsError {
  return new AwsError('TooManyRequestsException', 'Too many requests')
}
