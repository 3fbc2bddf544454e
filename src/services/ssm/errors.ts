import { AwsError } from '../../aws/aws-error.ts'
import { resourcePolicyBytes, standardParameterCount } from './limits.ts'

/**
 * The errors of Parameter Store, with AWS's words where they are known: from the Systems Manager User Guide, the API
 * Reference, and what users of AWS have published. Several codes come without any message at AWS (a body that holds
 * `__type` alone); those have an empty one here.
 */

export function validation(message: string): AwsError {
  return new AwsError('ValidationException', message)
}

/** AWS sends no message with this code. */
export function parameterNotFound(message = ''): AwsError {
  return new AwsError('ParameterNotFound', message)
}

export function parameterVersionNotFound(selector: string | number, name: string): AwsError {
  return new AwsError(
    'ParameterVersionNotFound',
    `Systems Manager could not find version ${selector} of ${name}. Verify the version and try again.`,
  )
}

export function parameterAlreadyExists(): AwsError {
  return new AwsError(
    'ParameterAlreadyExists',
    'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
  )
}

/** Another request changed the same parameter meanwhile. AWS sends no message with this code. */
export function tooManyUpdates(): AwsError {
  return new AwsError('TooManyUpdates', '')
}

export function hierarchyLevelLimitExceeded(): AwsError {
  return new AwsError(
    'HierarchyLevelLimitExceededException',
    'A hierarchy can have a maximum of 15 levels. For more information, see Requirements and constraints for parameter names in the AWS Systems Manager User Guide.',
  )
}

export function parameterMaxVersionLimitExceeded(name: string, version: number): AwsError {
  return new AwsError(
    'ParameterMaxVersionLimitExceeded',
    `You attempted to create a new version of ${name} by calling the PutParameter API with the overwrite flag. Version ${version}, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.`,
  )
}

export function parameterVersionLabelLimitExceeded(): AwsError {
  return new AwsError(
    'ParameterVersionLabelLimitExceeded',
    'A parameter version can have maximum 10 labels.Move one or more labels to another version and try again.',
  )
}

export function parameterLimitExceeded(tier: 'Standard' | 'Advanced', limit: number): AwsError {
  const advice =
    limit === standardParameterCount
      ? 'either delete existing parameters or upgrade to the advanced-parameter tier (charges apply)'
      : 'delete existing parameters'
  return new AwsError(
    'ParameterLimitExceeded',
    `You have reached the maximum number of ${tier.toLowerCase()} parameters for this AWS account and Region (${limit}). To add more parameters, ${advice}.`,
  )
}

export function parameterPatternMismatch(pattern: string): AwsError {
  return new AwsError(
    'ParameterPatternMismatchException',
    `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
  )
}

/** UNVERIFIED: the words beside the code, which are the API Reference's description of it. */
export function invalidAllowedPattern(): AwsError {
  return new AwsError(
    'InvalidAllowedPatternException',
    'The request does not meet the regular expression requirement.',
  )
}

export function invalidKeyId(message: string): AwsError {
  return new AwsError('InvalidKeyId', message)
}

export function invalidFilterKey(message: string): AwsError {
  return new AwsError('InvalidFilterKey', message)
}

export function invalidFilterOption(message: string): AwsError {
  return new AwsError('InvalidFilterOption', message)
}

export function invalidFilterValue(message: string): AwsError {
  return new AwsError('InvalidFilterValue', message)
}

export function invalidNextToken(): AwsError {
  return new AwsError('InvalidNextToken', "The specified token isn't valid.")
}

/** AWS sends no message with this code. */
export function invalidResourceId(): AwsError {
  return new AwsError('InvalidResourceId', '')
}

/** AWS sends no message with this code. */
export function tooManyTags(): AwsError {
  return new AwsError('TooManyTagsError', '')
}

export function serviceSettingNotFound(id: string): AwsError {
  return new AwsError('ServiceSettingNotFound', `The specified service setting ${id} was not found.`)
}

export function accessDenied(message: string): AwsError {
  return new AwsError('AccessDeniedException', message)
}

export function resourcePolicyInvalidParameter(names: readonly string[], message: string): AwsError {
  return new AwsError('ResourcePolicyInvalidParameterException', message, {
    fields: { ParameterNames: names },
  })
}

export function resourcePolicyLimitExceeded(limitType: string, message: string): AwsError {
  return new AwsError('ResourcePolicyLimitExceededException', message, {
    fields: { Limit: resourcePolicyBytes, LimitType: limitType },
  })
}

export function resourcePolicyNotFound(): AwsError {
  return new AwsError(
    'ResourcePolicyNotFoundException',
    'No policies with the specified policy ID and hash could be found.',
  )
}

export function resourcePolicyConflict(): AwsError {
  return new AwsError(
    'ResourcePolicyConflictException',
    'The hash provided in the call does not match the stored hash.',
  )
}

export function resourceNotFound(): AwsError {
  return new AwsError('ResourceNotFoundException', 'The specified parameter to be shared could not be found.')
}

export function malformedResourcePolicy(message: string): AwsError {
  return new AwsError('MalformedResourcePolicyDocumentException', message)
}
