import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { describeLimit } from '../limits.ts'
import { page } from '../listing.ts'
import { readPolicyResource } from '../policies.ts'
import { type ResourcePolicy, resourcePolicies } from '../records.ts'
import { resourcePolicyView } from '../views.ts'

/** Lists the account's policies; those of log groups, or of one, when asked for these. */
export async function describeResourcePolicies(
  input: Api.DescribeResourcePoliciesRequest,
  context: OperationContext,
): Promise<Api.DescribeResourcePoliciesResponse> {
  const { accountId, region, store } = context
  const ofGroups = input.policyScope === 'RESOURCE' || input.resourceArn !== undefined
  const resourceArn = await readPolicyResource(context, input.resourceArn)
  const home = [accountId, region]
  const prefix = ofGroups && resourceArn === '' ? home : [...home, resourceArn]
  const { items, token } = await page<ResourcePolicy>({
    read: (after, limit) =>
      resourcePolicies.list(store, { prefix, limit, ...(after === undefined ? {} : { after }) }),
    keyOf: (policy) => [...home, policy.resourceArn, policy.name],
    wanted: (policy) => (policy.resourceArn !== '') === ofGroups,
    limit: input.limit ?? describeLimit,
    token: input.nextToken,
    purpose: ['DescribeResourcePolicies', ...prefix, ofGroups],
  })
  return {
    resourcePolicies: items.map(resourcePolicyView),
    ...(token === undefined ? {} : { nextToken: token }),
  }
}
