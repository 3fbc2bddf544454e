/**
 * The errors of STS. The words are AWS's: observed by public conformance snapshots
 * (localstack/localstack:tests/aws/services/sts/test_sts.snapshot.json), or as AWS's users report them; UNVERIFIED
 * where marked.
 */
import { AwsError } from '../../aws/aws-error.ts'

/** `ValidationError`, `AccessDenied` and `InvalidParameterValue` have no shapes in the model. */
export function validation(message: string): AwsError {
  return new AwsError('ValidationError', message)
}

export function accessDenied(message: string): AwsError {
  return new AwsError('AccessDenied', message, { statusCode: 403 })
}

export function notAuthorized(callerArn: string, action: string, resourceArn: string): AwsError {
  return accessDenied(
    `User: ${callerArn} is not authorized to perform: ${action} on resource: ${resourceArn}`,
  )
}

export function invalidParameterValue(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message)
}

export function malformedPolicy(message: string): AwsError {
  return new AwsError('MalformedPolicyDocumentException', message)
}

export function packedPolicyTooLarge(percentage: number): AwsError {
  return new AwsError(
    'PackedPolicyTooLargeException',
    `Packed policy consumes ${percentage}% of allotted space, please use smaller policy.`,
  )
}

export function invalidIdentityToken(message: string): AwsError {
  return new AwsError('InvalidIdentityTokenException', message)
}

export function expiredIdentityToken(nowSeconds: number, expiresAtSeconds: number): AwsError {
  return new AwsError(
    'ExpiredTokenException',
    `Token expired: current date/time ${nowSeconds} must be before the expiration date/time ${expiresAtSeconds}`,
  )
}

/** There are no multi-factor devices here, so no code can be right. */
export function invalidMultiFactorCode(): AwsError {
  return accessDenied('MultiFactorAuthentication failed with invalid MFA one time pass code. ')
}

export function notWithSessionCredentials(operation: string): AwsError {
  return accessDenied(`Cannot call ${operation} with session credentials`)
}
