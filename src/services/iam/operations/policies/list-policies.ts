import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { awsManagedPolicies } from '../../managed-policies/aws-managed-policies.ts'
import { awsPolicyArn } from '../../managed-policies/find-managed-policy.ts'
import { allOf, pageOfList } from '../../paging.ts'
import { countAwsPolicyUses, unused } from '../../policy-uses.ts'
import { policies } from '../../records.ts'
import { awsPolicyView, policyView } from '../../views.ts'

/** The account's own policies, then AWS's, each by name. UNVERIFIED: AWS's order. */
export async function listPolicies(
  input: Api.ListPoliciesRequest,
  { store, accountId, partition }: OperationContext,
): Promise<Api.ListPoliciesResponse> {
  const { Scope = 'All', OnlyAttached = false, PathPrefix = '/', PolicyUsageFilter: usage } = input
  const candidates: Api.Policy[] = []
  if (Scope !== 'AWS') {
    const own = await allOf(store, policies, [accountId])
    candidates.push(...own.map((policy) => policyView(policy, partition)))
  }
  const ownCount = candidates.length
  if (Scope !== 'Local') {
    const uses = await countAwsPolicyUses(store, accountId)
    const table = [...(await awsManagedPolicies()).values()].sort((left, right) =>
      left.name < right.name ? -1 : 1,
    )
    candidates.push(
      ...table.map((policy) =>
        awsPolicyView(policy, partition, uses.get(awsPolicyArn(partition, policy)) ?? unused),
      ),
    )
  }
  const listed = candidates
    // Own policies come first: their positions sort before those of AWS's.
    .map((policy, index) => ({ policy, position: `${index < ownCount ? 0 : 1}${policy.PolicyName}` }))
    .filter(({ policy }) => policy.Path?.startsWith(PathPrefix))
    .filter(({ policy }) => !(OnlyAttached || usage) || isUsed(policy, usage))
    .sort((left, right) => (left.position < right.position ? -1 : 1))
  const purpose = `policies ${accountId} ${Scope} ${OnlyAttached} ${PathPrefix} ${usage}`
  const { items, answer } = pageOfList(listed, ({ position }) => position, purpose, input)
  return { Policies: items.map(({ policy }) => policy), ...answer }
}

function isUsed(policy: Api.Policy, usage: Api.PolicyUsageType | undefined): boolean {
  const attached = (policy.AttachmentCount ?? 0) > 0
  const bounding = (policy.PermissionsBoundaryUsageCount ?? 0) > 0
  if (usage === undefined) return attached || bounding
  return usage === 'PermissionsPolicy' ? attached : bounding
}
