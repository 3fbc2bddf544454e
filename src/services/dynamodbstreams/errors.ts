/** The errors of DynamoDB Streams. */
import { AwsError } from '../../aws/aws-error.ts'

export function validation(message: string): AwsError {
  return new AwsError('ValidationException', message)
}

export function streamNotFound(arn: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Requested resource not found: Stream: ${arn} not found`)
}

/** UNVERIFIED: the words. */
export function shardNotFound(shardId: string, arn: string): AwsError {
  return new AwsError(
    'ResourceNotFoundException',
    `Requested resource not found: Shard does not exist: Shard: ${shardId} in stream ${arn}`,
  )
}

/** UNVERIFIED: the words. */
export function trimmed(): AwsError {
  return new AwsError(
    'TrimmedDataAccessException',
    'The operation attempted to read past the oldest stream record in a shard.',
  )
}

/** UNVERIFIED: the words. */
export function expiredIterator(issuedAt: number, now: number, validMs: number): AwsError {
  const [issued, current] = [issuedAt, now].map((at) => new Date(at).toUTCString())
  return new AwsError(
    'ExpiredIteratorException',
    `Iterator expired. The iterator was created at time ${issued} while right now it is ${current} which is further in the future than the tolerated delay of ${validMs} milliseconds.`,
  )
}
