import { AwsError } from '../../../aws/aws-error.ts'

/** As the pure rules refuse. Most refusals begin with the same words. */
export function invalid(rest: string): AwsError {
  return refused(`One or more parameter values were invalid: ${rest}`)
}

export function refused(message: string): AwsError {
  return new AwsError('ValidationException', message)
}
