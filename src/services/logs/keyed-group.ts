import { AwsError } from '../../aws/aws-error.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { groupNameOfArn } from './domain/identifiers.ts'
import { groupNotFound, invalidParameter } from './errors.ts'

/**
 * The group that a key is associated with: by name, or by ARN as `resourceIdentifier`. UNVERIFIED: the words.
 * Results of queries, which may be named as well, come with queries.
 */
export function readKeyedGroup(
  context: OperationContext,
  input: { readonly logGroupName?: string | undefined; readonly resourceIdentifier?: string | undefined },
): string {
  const { logGroupName, resourceIdentifier } = input
  if ((logGroupName === undefined) === (resourceIdentifier === undefined))
    throw invalidParameter('Exactly one of logGroupName and resourceIdentifier must be specified.')
  if (logGroupName !== undefined) return logGroupName
  if (resourceIdentifier?.includes(':query-result:')) {
    throw new AwsError(
      'NotImplemented',
      'Lambent does not implement keys for the results of CloudWatch Logs queries yet.',
      { statusCode: 501, fault: 'server' },
    )
  }
  const name = groupNameOfArn(context, resourceIdentifier ?? '')
  if (name === undefined) throw groupNotFound()
  return name
}
