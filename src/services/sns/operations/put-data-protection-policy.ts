import type * as Api from '@aws-sdk/client-sns'
import type { OperationContext } from '../../../dispatch/index.ts'
import { authorize } from '../authorization.ts'
import { checkDataProtectionPolicy } from '../data-protection.ts'
import { change, loadNow } from '../directory.ts'
import { topics } from '../records.ts'

/** Keeps a policy, or takes it away when it is empty. */
export async function putDataProtectionPolicy(
  { ResourceArn, DataProtectionPolicy: policy = '' }: Api.PutDataProtectionPolicyInput,
  context: OperationContext,
): Promise<object> {
  if (policy !== '') checkDataProtectionPolicy(policy)
  await change(context, async (commit) => {
    const known = await loadNow(context, ResourceArn, 'ResourceArn')
    authorize(context, known, 'PutDataProtectionPolicy')
    const { dataProtectionPolicy: _before, ...topic } = known.topic
    topics.put(commit, policy === '' ? topic : { ...topic, dataProtectionPolicy: policy }, known.stored)
  })
  return {}
}
