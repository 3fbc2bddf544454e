import { AwsError } from '../../../../aws/aws-error.ts'

/** HTTP 400: what a checkpoint or another request on an execution says cannot be. */
export function refused(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message, { fields: { Type: 'User' } })
}

/** HTTP 400. The token is not the newest of the invocation that runs now. */
export function invalidCheckpointToken(): AwsError {
  return refused('Invalid checkpoint token')
}

/** HTTP 400: nobody waits for this callback any more, or ever did. */
export function callbackClosed(): AwsError {
  return new AwsError('CallbackTimeoutException', 'The callback is either timed out or already completed', {
    fields: { Type: 'User' },
  })
}
