import { AwsError } from '../../aws/aws-error.ts'

/**
 * Whether trying a call again is in vain: what it is about does not exist, may not be used, or is not understood. Throttles and
 * failures of the other side are not final.
 */
export function isFinalFailure(error: unknown): boolean {
  if (!(error instanceof AwsError)) return false
  if (['NotImplemented', 'UnknownOperationException', 'UnknownService'].includes(error.code)) return true
  return error.fault === 'client' && !/Throttl|TooMany|RequestLimit|SlowDown|Provisioned/.test(error.code)
}

/** A target of a kind that nobody here delivers to. */
export function noSuchTarget(arn: string): AwsError {
  return new AwsError('NotImplemented', `Lambent does not deliver to ${arn} yet.`, {
    statusCode: 501,
    fault: 'server',
  })
}
