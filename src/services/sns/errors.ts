import { AwsError } from '../../aws/aws-error.ts'

/**
 * The errors of SNS in AWS's words, as AWS sends them (tests of other projects that were recorded against AWS, 2022 to 2025) and as
 * the API Reference quotes them.
 */

/** `Invalid parameter: Name`, with or without a reason. */
export function invalidParameter(what: string, reason?: string): AwsError {
  return new AwsError(
    'InvalidParameterException',
    `Invalid parameter: ${what}${reason === undefined ? '' : ` Reason: ${reason}`}`,
  )
}

/** An InvalidParameter whose message does not begin so. */
export function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message)
}

export function missingParameter(name: string): AwsError {
  return invalidParameter(name, 'no value for required parameter')
}

/** Of message attributes. */
export function invalidParameterValue(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message)
}

export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message)
}

export function topicNotFound(): AwsError {
  return new AwsError('NotFoundException', 'Topic does not exist')
}

export function subscriptionNotFound(): AwsError {
  return new AwsError('NotFoundException', 'Subscription does not exist')
}

/** Of tags. */
export function resourceNotFound(): AwsError {
  return new AwsError('ResourceNotFoundException', 'Resource does not exist')
}

export function authorizationError(message: string): AwsError {
  return new AwsError('AuthorizationErrorException', message)
}

export function notImplemented(message: string): AwsError {
  return new AwsError('NotImplemented', message, { statusCode: 501 })
}

export function topicLimitExceeded(): AwsError {
  return new AwsError('TopicLimitExceededException', 'Topic limit exceeded', { statusCode: 403 })
}

export function subscriptionLimitExceeded(): AwsError {
  return new AwsError('SubscriptionLimitExceededException', 'Subscription limit exceeded', {
    statusCode: 403,
  })
}

export function filterPolicyLimitExceeded(): AwsError {
  return new AwsError('FilterPolicyLimitExceededException', 'Filter policy limit exceeded', {
    statusCode: 403,
  })
}

export function tagLimitExceeded(): AwsError {
  return new AwsError(
    'TagLimitExceededException',
    'Could not complete request: tag quota of per resource exceeded',
  )
}

export function emptyBatch(): AwsError {
  return new AwsError('EmptyBatchRequestException', 'The batch request does not contain any entries.')
}

export function tooManyEntries(): AwsError {
  return new AwsError(
    'TooManyEntriesInBatchRequestException',
    'The batch request contains more entries than permissible.',
  )
}

export function entryIdsNotDistinct(): AwsError {
  return new AwsError(
    'BatchEntryIdsNotDistinctException',
    'Two or more batch entries in the request have the same Id.',
  )
}

export function invalidEntryId(): AwsError {
  return new AwsError(
    'InvalidBatchEntryIdException',
    'The Id of a batch entry in a batch request does not abide by the specification.',
  )
}

export function batchTooLong(): AwsError {
  return new AwsError(
    'BatchRequestTooLongException',
    'The length of all the messages put together is more than the limit.',
  )
}

/** Too many changes of one thing at once. */
export function contention(): AwsError {
  return new AwsError(
    'ConcurrentAccessException',
    'Can not perform multiple operations on a resource at the same time.',
  )
}
