import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { resourcePolicyNotFound } from '../errors.ts'
import { checkRevision, readPolicyResource, requirePolicyName } from '../policies.ts'
import { resourcePolicies } from '../records.ts'

/** Takes a policy away. */
export async function deleteResourcePolicy(
  input: Api.DeleteResourcePolicyRequest,
  context: OperationContext,
): Promise<object> {
  const { accountId, region, store } = context
  const name = requirePolicyName(input.policyName)
  const resourceArn = await readPolicyResource(context, input.resourceArn)
  await change(context, async (commit) => {
    const stored = await resourcePolicies.get(store, [accountId, region, resourceArn, name])
    if (stored === undefined) throw resourcePolicyNotFound(name)
    if (resourceArn !== '') checkRevision(input.expectedRevisionId, stored.value.revisionId)
    resourcePolicies.remove(commit, stored)
  })
  return {}
}
