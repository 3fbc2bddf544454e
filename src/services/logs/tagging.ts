import { AwsError } from '../../aws/aws-error.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { groupNameOfArn } from './domain/identifiers.ts'
import { taggedResourceNotFound } from './errors.ts'

/**
 * The group that an ARN of the tagging operations names. It stands there without `:*` (API Reference, TagResource);
 * AWS's own ARNs often have it, and both are taken here. Fails with ResourceNotFoundException.
 */
export function readTaggedGroup(context: OperationContext, resourceArn: string): string {
  if (resourceArn.includes(':destination:')) {
    throw new AwsError('NotImplemented', 'Lambent does not implement CloudWatch Logs destinations yet.', {
      statusCode: 501,
      fault: 'server',
    })
  }
  const name = groupNameOfArn(context, resourceArn)
  if (name === undefined) throw taggedResourceNotFound()
  return name
}
