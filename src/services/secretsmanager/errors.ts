/**
 * The errors of Secrets Manager, with AWS's words where they are known: from the API Reference, the User Guide, and what users
 * of AWS have published.
 */
import { AwsError } from '../../aws/aws-error.ts'

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterException', message)
}

export function invalidRequest(message: string): AwsError {
  return new AwsError('InvalidRequestException', message)
}

export function notFound(message = "Secrets Manager can't find the specified secret."): AwsError {
  return new AwsError('ResourceNotFoundException', message)
}

export function noSuchValue(what: string): AwsError {
  return notFound(`Secrets Manager can't find the specified secret value for ${what}`)
}

export function exists(message: string): AwsError {
  return new AwsError('ResourceExistsException', message)
}

export function markedForDeletion(): AwsError {
  return invalidRequest("You can't perform this operation on the secret because it was marked for deletion.")
}

export function accessDenied(message: string): AwsError {
  return new AwsError('AccessDeniedException', message)
}

export function limitExceeded(message: string): AwsError {
  return new AwsError('LimitExceededException', message)
}

export function malformedPolicy(message: string): AwsError {
  return new AwsError('MalformedPolicyDocumentException', message)
}

/** UNVERIFIED: the words. */
export function publicPolicy(): AwsError {
  return new AwsError('PublicPolicyException', 'This resource policy grants broad access to the secret.')
}

/** UNVERIFIED: the words. */
export function invalidToken(): AwsError {
  return new AwsError('InvalidNextTokenException', 'The NextToken value is invalid.')
}
