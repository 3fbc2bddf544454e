/**
 * The errors of CloudWatch Logs. The words are AWS's where a source is known: answers that users of AWS have
 * published, and tests of other projects that were recorded against AWS. The rest is marked.
 */
import { AwsError } from '../../aws/aws-error.ts'
import type { AccountId } from '../../aws/identifiers.ts'

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterException', message)
}

export function validation(message: string): AwsError {
  return new AwsError('ValidationException', message)
}

export function groupNotFound(): AwsError {
  return new AwsError('ResourceNotFoundException', 'The specified log group does not exist.')
}

export function streamNotFound(): AwsError {
  return new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.')
}

export function groupExists(): AwsError {
  return new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists')
}

export function streamExists(): AwsError {
  return new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists')
}

export function metricFilterNotFound(): AwsError {
  return new AwsError('ResourceNotFoundException', 'The specified metric filter does not exist.')
}

export function subscriptionFilterNotFound(): AwsError {
  return new AwsError('ResourceNotFoundException', 'The specified subscription filter does not exist.')
}

export function resourcePolicyNotFound(name: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Policy with name [${name}] does not exist.`)
}

export function destinationNotFound(): AwsError {
  return new AwsError('ResourceNotFoundException', 'The specified destination does not exist.')
}

/** UNVERIFIED: the words. */
export function destinationRefused(accountId: AccountId, arn: string): AwsError {
  return new AwsError(
    'AccessDeniedException',
    `User with accountId: ${accountId} is not authorized to perform PutSubscriptionFilter on resource: ${arn}`,
  )
}

/** UNVERIFIED: the words. */
export function queryDefinitionNotFound(): AwsError {
  return new AwsError('ResourceNotFoundException', 'The specified query definition does not exist.')
}

/** UNVERIFIED: the words, for ARNs that name neither a log group nor a destination. */
export function taggedResourceNotFound(): AwsError {
  return new AwsError('ResourceNotFoundException', 'The specified resource does not exist.')
}

/** UNVERIFIED: the words. */
export function tooManyTags(resourceName: string): AwsError {
  return new AwsError('TooManyTagsException', 'The resource has too many tags.', { fields: { resourceName } })
}

export function limitExceeded(): AwsError {
  return new AwsError('LimitExceededException', 'Resource limit exceeded.')
}

/** Other requests changed the same thing again and again. */
export function operationAborted(): AwsError {
  return new AwsError(
    'OperationAbortedException',
    'A conflicting operation is currently in progress against this resource. Please try again.',
  )
}

/** The same for PutLogEvents, which does not know OperationAbortedException. UNVERIFIED: the words. */
export function serviceUnavailable(): AwsError {
  return new AwsError('ServiceUnavailableException', 'The service cannot complete the request.', {
    fault: 'server',
    statusCode: 500,
  })
}

export function invalidToken(): AwsError {
  return invalidParameter('The specified nextToken is invalid.')
}

/** UNVERIFIED: the words; the code is the only one of DeleteLogGroup that fits. */
export function deletionProtected(): AwsError {
  return validation(
    'The specified log group has deletion protection enabled. Disable deletion protection and try again.',
  )
}

export function standardClassOnly(): AwsError {
  return validation('This operation is only supported on the Standard log class.')
}

/** The same for Live Tail, whose model has another code for it. UNVERIFIED: the words. */
export function liveTailClass(): AwsError {
  return new AwsError(
    'InvalidOperationException',
    'This operation is only supported on the Standard log class.',
  )
}
