/**
 * The errors of Kinesis Data Streams, with AWS's words where they are known: from the Developer Guide, the API Reference,
 * from what users of AWS have published, and from the tests of mhart/kinesalite, which were held against AWS.
 */
import { AwsError } from '../../aws/aws-error.ts'

export function invalidArgument(message: string): AwsError {
  return new AwsError('InvalidArgumentException', message)
}

export function validation(message: string): AwsError {
  return new AwsError('ValidationException', message)
}

export function accessDenied(message: string): AwsError {
  return new AwsError('AccessDeniedException', message)
}

export function streamNotFound(name: string, accountId: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Stream ${name} under account ${accountId} not found.`)
}

export function streamExists(name: string, accountId: string): AwsError {
  return inUse(`Stream ${name} under account ${accountId} already exists.`)
}

export function notActive(name: string, accountId: string, status: string): AwsError {
  return inUse(`Stream ${name} under account ${accountId} not ACTIVE, instead in state ${status}`)
}

export function inUse(message: string): AwsError {
  return new AwsError('ResourceInUseException', message)
}

export function limitExceeded(message: string): AwsError {
  return new AwsError('LimitExceededException', message)
}

/** Of operations that change shards. */
export function noSuchShard(shard: string, stream: string, accountId: string): AwsError {
  return new AwsError(
    'ResourceNotFoundException',
    `Could not find shard ${shard} in stream ${stream} under account ${accountId}.`,
  )
}

/** Of operations that read. */
export function shardDoesNotExist(shard: string, stream: string, accountId: string): AwsError {
  return new AwsError(
    'ResourceNotFoundException',
    `Shard ${shard} in stream ${stream} under account ${accountId} does not exist`,
  )
}

export function consumerNotFound(what: string): AwsError {
  return new AwsError('ResourceNotFoundException', `${what} not found.`)
}

export function invalidIterator(): AwsError {
  return invalidArgument('Invalid ShardIterator.')
}

/** `createdAt` and `now` in milliseconds since the epoch. */
export function expiredIterator(createdAt: number, now: number, allowedMs: number): AwsError {
  return new AwsError(
    'ExpiredIteratorException',
    `Iterator expired. The iterator was created at time ${javaDate(createdAt)} while right now it is ${javaDate(now)} which is further in the future than the tolerated delay of ${allowedMs} milliseconds.`,
  )
}

/** As Java writes instants: `Thu Jan 22 01:22:02 UTC 2015`. */
function javaDate(at: number): string {
  const [day = '', date, month, year, time] = new Date(at).toUTCString().split(' ')
  return `${day.slice(0, 3)} ${month} ${date} ${time} UTC ${year}`
}

export const throughputExceeded = 'ProvisionedThroughputExceededException'

/** Source: API Reference, PutRecords, the example of a partial failure. */
export function rateExceeded(shard: string, stream: string, accountId: string): string {
  return `Rate exceeded for shard ${shard} in stream ${stream} under account ${accountId}.`
}

/** UNVERIFIED: the words, which are the API Reference's description. */
export function dryRun(): AwsError {
  return new AwsError(
    'DryRunOperationException',
    'The request was rejected because the DryRun parameter was specified.',
  )
}

/** UNVERIFIED: the words. */
export function expiredToken(): AwsError {
  return new AwsError('ExpiredNextTokenException', 'The pagination token passed to the operation is expired.')
}

/** UNVERIFIED: the words. */
export function invalidToken(): AwsError {
  return invalidArgument('The specified NextToken is invalid.')
}
