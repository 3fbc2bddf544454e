import type * as Api from '@aws-sdk/client-dynamodb'
import { AwsError } from '../../../aws/aws-error.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { requireTableByArn } from '../tables/named-table.ts'

/** Answers a table's policy. */
export async function getResourcePolicy(
  input: Api.GetResourcePolicyInput,
  context: OperationContext,
): Promise<Api.GetResourcePolicyOutput> {
  const action = 'dynamodb:GetResourcePolicy'
  const { table, arn } = await requireTableByArn(context, input.ResourceArn, action)
  if (table.policy === undefined) throw policyNotFound(arn)
  return { Policy: table.policy.document, RevisionId: table.policy.revision }
}

function policyNotFound(arn: string): AwsError {
  return new AwsError(
    'PolicyNotFoundException',
    `Resource-based policy not found for the provided ResourceArn: ${arn}`,
  )
}
