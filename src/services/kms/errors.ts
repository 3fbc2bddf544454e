/**
 * The errors of KMS, with AWS's words where they are known: from the Developer Guide, the API Reference, and what users of AWS
 * have published. Some codes come without any message at AWS; those have an empty one here.
 */
import { AwsError } from '../../aws/aws-error.ts'

export function validation(message: string): AwsError {
  return new AwsError('ValidationException', message)
}

export function notFound(message: string): AwsError {
  return new AwsError('NotFoundException', message)
}

export function noSuchKey(arn: string): AwsError {
  return notFound(`Key '${arn}' does not exist`)
}

export function noSuchAlias(arn: string): AwsError {
  return notFound(`Alias ${arn} is not found.`)
}

export function invalidArn(message: string): AwsError {
  return new AwsError('InvalidArnException', message)
}

export function accessDenied(message: string): AwsError {
  return new AwsError('AccessDeniedException', message)
}

export function disabled(arn: string): AwsError {
  return new AwsError('DisabledException', `${arn} is disabled.`)
}

export function invalidState(arn: string, state: string): AwsError {
  return new AwsError('KMSInvalidStateException', `${arn} ${state}.`)
}

export function invalidUsage(message: string): AwsError {
  return new AwsError('InvalidKeyUsageException', message)
}

export function unsupported(message: string): AwsError {
  return new AwsError('UnsupportedOperationException', message)
}

/** AWS sends no message with this code. */
export function invalidCiphertext(): AwsError {
  return new AwsError('InvalidCiphertextException', '')
}

export function incorrectKey(): AwsError {
  return new AwsError(
    'IncorrectKeyException',
    'The key ID in the request does not identify a CMK that can perform this operation.',
  )
}

/** AWS sends no message with this code. */
export function invalidSignature(): AwsError {
  return new AwsError('KMSInvalidSignatureException', '')
}

/** AWS sends no message with this code. */
export function invalidMac(): AwsError {
  return new AwsError('KMSInvalidMacException', '')
}

export function dryRun(): AwsError {
  return new AwsError(
    'DryRunOperationException',
    'The request would have succeeded, but the DryRun option is set.',
    { statusCode: 412 },
  )
}

export function alreadyExists(message: string): AwsError {
  return new AwsError('AlreadyExistsException', message)
}

export function limitExceeded(message: string): AwsError {
  return new AwsError('LimitExceededException', message)
}

export function malformedPolicy(message: string): AwsError {
  return new AwsError('MalformedPolicyDocumentException', message)
}

export function tagError(message: string): AwsError {
  return new AwsError('TagException', message)
}

export function incorrectMaterial(message: string): AwsError {
  return new AwsError('IncorrectKeyMaterialException', message)
}

export function invalidImportToken(): AwsError {
  return new AwsError('InvalidImportTokenException', '')
}

export function expiredImportToken(): AwsError {
  return new AwsError('ExpiredImportTokenException', 'The import token has expired.')
}

export function conflict(message: string): AwsError {
  return new AwsError('ConflictException', message)
}

export function invalidMarker(): AwsError {
  return new AwsError('InvalidMarkerException', 'Could not deserialize marker.')
}
