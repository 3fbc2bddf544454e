import { AwsError } from '../../aws/aws-error.ts'
import { batchEntriesMax, messageBytesMax } from './limits.ts'

/**
 * The errors of SQS in AWS's words: as AWS sends them (tests of other projects that were recorded against AWS, 2022 to 2025) and
 * as the SQS Developer Guide quotes them. Those that the model does not know have another code in JSON than in the query protocol.
 */

export function invalidParameterValue(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message, { queryCode: 'InvalidParameterValue' })
}

/** `Value x for parameter Name is invalid. Reason: ...`. */
export function invalidValue(value: unknown, parameter: string, reason: string): AwsError {
  return invalidParameterValue(`Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}`)
}

export function missingParameter(name: string): AwsError {
  return new AwsError(
    'MissingRequiredParameterException',
    `The request must contain the parameter ${name}.`,
    {
      queryCode: 'MissingParameter',
    },
  )
}

export function invalidAttributeName(message: string): AwsError {
  return new AwsError('InvalidAttributeName', message)
}

export function unknownAttribute(name: string): AwsError {
  return invalidAttributeName(`Unknown Attribute ${name}.`)
}

export function invalidAttributeValue(name: string, reason = ''): AwsError {
  return new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.${reason}`)
}

export function queueDoesNotExist(): AwsError {
  return new AwsError('QueueDoesNotExist', 'The specified queue does not exist.')
}

export function queueNameExists(attribute: string): AwsError {
  return new AwsError(
    'QueueNameExists',
    `A queue already exists with the same name and a different value for attribute ${attribute}`,
  )
}

export function invalidAddress(address: string): AwsError {
  return new AwsError('InvalidAddress', `The address ${address} is not valid for this endpoint.`)
}

export function accessDenied(message: string): AwsError {
  return new AwsError('AccessDeniedException', message, { statusCode: 403, queryCode: 'AccessDenied' })
}

export function invalidMessageContents(): AwsError {
  return new AwsError(
    'InvalidMessageContents',
    'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
  )
}

export function messageTooLong(bytesMax: number): AwsError {
  return invalidParameterValue(
    `One or more parameters are invalid. Reason: Message must be shorter than ${bytesMax} bytes.`,
  )
}

export function batchRequestTooLong(bytes: number): AwsError {
  return new AwsError(
    'BatchRequestTooLong',
    `Batch requests cannot be longer than ${messageBytesMax} bytes. You have sent ${bytes} bytes.`,
  )
}

export function tooManyEntries(count: number): AwsError {
  return new AwsError(
    'TooManyEntriesInBatchRequest',
    `Maximum number of entries per request are ${batchEntriesMax}. You have sent ${count}.`,
  )
}

export function emptyBatchRequest(entryName: string): AwsError {
  return new AwsError('EmptyBatchRequest', `There should be at least one ${entryName} in the request.`)
}

export function batchEntryIdsNotDistinct(id: string): AwsError {
  return new AwsError('BatchEntryIdsNotDistinct', `Id ${id} repeated.`)
}

export function invalidBatchEntryId(): AwsError {
  return new AwsError(
    'InvalidBatchEntryId',
    'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
  )
}

export function receiptHandleIsInvalid(handle: string): AwsError {
  return new AwsError(
    'ReceiptHandleIsInvalid',
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
  )
}

export function receiptHandleExpired(handle: string): AwsError {
  return invalidValue(handle, 'ReceiptHandle', 'The receipt handle has expired.')
}

export function messageNotAvailable(handle: string): AwsError {
  return invalidValue(
    handle,
    'ReceiptHandle',
    'Message does not exist or is not available for visibility timeout change.',
  )
}

/** UNVERIFIED: AWS's words. */
export function messageNotInflight(): AwsError {
  return new AwsError('MessageNotInflight', 'The specified message is not in flight.')
}

/** UNVERIFIED: AWS's words. */
export function overLimit(message: string): AwsError {
  return new AwsError('OverLimit', message)
}

export function purgeQueueInProgress(queueName: string): AwsError {
  return new AwsError(
    'PurgeQueueInProgress',
    `Only one PurgeQueue operation on ${queueName} is allowed every 60 seconds.`,
  )
}

export function resourceNotFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message)
}

export function noSuchResource(parameter: string): AwsError {
  return resourceNotFound(`The resource that you specified for the ${parameter} parameter doesn't exist.`)
}

/** A change that lost to others again and again. SDKs try such a request again. */
export function contention(): AwsError {
  return new AwsError('ServiceUnavailable', 'The queue is being changed by other requests. Try again.', {
    statusCode: 503,
    fault: 'server',
  })
}
