/** The errors of EventBridge Scheduler. Words without a mark are AWS's, as its users and recorded tests of public projects show them. */
import { AwsError } from '../../aws/aws-error.ts'

export function validation(message: string): AwsError {
  return new AwsError('ValidationException', message, { fields: { Message: message } })
}

export function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message, { statusCode: 404, fields: { Message: message } })
}

export function noSchedule(name: string): AwsError {
  return notFound(`Schedule ${name} does not exist.`)
}

export function noGroup(name: string): AwsError {
  return notFound(`Schedule group ${name} does not exist.`)
}

/** Source of the words: AWS's answer to CreateScheduleGroup of 7 September 2026, as a public project measured it. */
export function defaultGroupStays(): AwsError {
  return validation('This operation cannot be performed on schedule group default.')
}

export function conflict(message: string): AwsError {
  return new AwsError('ConflictException', message, { statusCode: 409, fields: { Message: message } })
}

/** UNVERIFIED: the words. */
export function quotaExceeded(message: string): AwsError {
  return new AwsError('ServiceQuotaExceededException', message, {
    statusCode: 402,
    fields: { Message: message },
  })
}

/** UNVERIFIED: the words. */
export function tooManyConflicts(): AwsError {
  return conflict('The resource is changed by others at the same time.')
}
