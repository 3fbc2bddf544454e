import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { changeGroup } from '../groups.ts'
import { required } from '../required.ts'

/** Events stay for ever again. A group without a policy is left as it is. */
export async function deleteRetentionPolicy(
  input: Api.DeleteRetentionPolicyRequest,
  context: OperationContext,
): Promise<object> {
  await changeGroup(
    context,
    required(input.logGroupName, 'logGroupName'),
    ({ retentionInDays: _, ...group }) => group,
  )
  return {}
}
