import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import { changeTableByArn } from '../tables/changing-by-arn.ts'
import { checkRevision } from './put-resource-policy.ts'

/** Takes a table's policy away; that there is none is no error. */
export async function deleteResourcePolicy(
  input: Api.DeleteResourcePolicyInput,
  context: OperationContext,
): Promise<Api.DeleteResourcePolicyOutput> {
  let revision: string | undefined
  await changeTableByArn(context, input.ResourceArn, 'dynamodb:DeleteResourcePolicy', (table) => {
    checkRevision(table, input.ExpectedRevisionId)
    const { policy, ...rest } = table
    revision = policy?.revision
    return rest
  })
  return revision === undefined ? {} : { RevisionId: revision }
}
