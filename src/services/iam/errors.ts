/**
 * The errors of IAM, each code by its shape's name. The words are AWS's own: observed in February 2026 by public
 * conformance snapshots (localstack/localstack:tests/aws/services/iam/*.snapshot.json), or as AWS's users report them;
 * UNVERIFIED where marked.
 */
import { AwsError } from '../../aws/aws-error.ts'

/** `ValidationError` has no shape in the model. */
export function validation(message: string): AwsError {
  return new AwsError('ValidationError', message)
}

export function invalidInput(message: string): AwsError {
  return new AwsError('InvalidInputException', message)
}

export function noSuchEntity(message: string): AwsError {
  return new AwsError('NoSuchEntityException', message)
}

export function entityAlreadyExists(message: string): AwsError {
  return new AwsError('EntityAlreadyExistsException', message)
}

export function deleteConflict(message: string): AwsError {
  return new AwsError('DeleteConflictException', message)
}

export function malformedPolicy(message: string): AwsError {
  return new AwsError('MalformedPolicyDocumentException', message)
}

/** `quota` is AWS's name of it: `AccessKeysPerUser`. */
export function quotaExceeded(quota: string, limit: number): AwsError {
  return limitExceeded(`Cannot exceed quota for ${quota}: ${limit}`)
}

export function limitExceeded(message: string): AwsError {
  return new AwsError('LimitExceededException', message)
}

/** UNVERIFIED: the words; the code is the model's for changes that meet. */
export function concurrentModification(): AwsError {
  return new AwsError(
    'ConcurrentModificationException',
    'Multiple requests to change this object were submitted simultaneously.',
  )
}

export function accessDenied(message: string): AwsError {
  return new AwsError('AccessDenied', message, { statusCode: 403 })
}

export function noSuchUser(name: string): AwsError {
  return noSuchEntity(`The user with name ${name} cannot be found.`)
}

export function noSuchGroup(name: string): AwsError {
  return noSuchEntity(`The group with name ${name} cannot be found.`)
}

export function noSuchRole(name: string): AwsError {
  return noSuchEntity(`The role with name ${name} cannot be found.`)
}

export function noSuchInstanceProfile(name: string): AwsError {
  return noSuchEntity(`Instance Profile ${name} cannot be found.`)
}

export function noSuchServerCertificate(name: string): AwsError {
  return noSuchEntity(`The Server Certificate with name ${name} cannot be found.`)
}

export function noSuchAccessKey(accessKeyId: string): AwsError {
  return noSuchEntity(`The Access Key with id ${accessKeyId} cannot be found.`)
}

export function noSuchLoginProfile(userName: string): AwsError {
  return noSuchEntity(`Login Profile for User ${userName} cannot be found.`)
}

/** Where a policy is asked for by itself. */
export function policyNotFound(policyArn: string): AwsError {
  return noSuchEntity(`Policy ${policyArn} was not found.`)
}

/** Where a policy is to be used. */
export function policyNotAttachable(policyArn: string): AwsError {
  return noSuchEntity(`Policy ${policyArn} does not exist or is not attachable.`)
}

export function policyVersionNotFound(policyArn: string, versionId: string): AwsError {
  return policyNotAttachable(`${policyArn} version ${versionId}`)
}

export function protectedRole(roleName: string): AwsError {
  return new AwsError(
    'UnmodifiableEntityException',
    `Cannot perform the operation on the protected role '${roleName}' - this role is only modifiable by AWS`,
  )
}

export function userNameNeeded(): AwsError {
  return validation('Must specify userName when calling with non-User credentials')
}
