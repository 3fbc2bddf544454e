import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { checkRetention } from '../domain/retention.ts'
import { changeGroup } from '../groups.ts'
import { required } from '../required.ts'

/** From now on events older than this are not shown; they are removed soon after. */
export async function putRetentionPolicy(
  input: Api.PutRetentionPolicyRequest,
  context: OperationContext,
): Promise<object> {
  const retentionInDays = required(input.retentionInDays, 'retentionInDays')
  checkRetention(retentionInDays)
  await changeGroup(context, required(input.logGroupName, 'logGroupName'), (group) => ({
    ...group,
    retentionInDays,
  }))
  return {}
}
