import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { awsManagedPolicies } from '../../managed-policies/aws-managed-policies.ts'
import { awsPolicyArn } from '../../managed-policies/find-managed-policy.ts'
import { allOf, pageOfList } from '../../paging.ts'
import { countPolicyUses, unused } from '../../policy-uses.ts'
import { policies } from '../../records.ts'
import { awsPolicyView, policyView, type UseCounts } from '../../views.ts'

/** A policy that may be listed: what filters ask of it, and how it is shown. */
interface Candidate {
  readonly position: string
  readonly path: string
  readonly uses: UseCounts
  readonly show: () => Api.Policy
}

/** The account's own policies, then AWS's, each by name. UNVERIFIED: AWS's order. */
export async function listPolicies(
  input: Api.ListPoliciesRequest,
  context: OperationContext,
): Promise<Api.ListPoliciesResponse> {
  const { Scope = 'All', OnlyAttached = false, PathPrefix = '/', PolicyUsageFilter: usage } = input
  const candidates = [
    ...(Scope === 'AWS' ? [] : await ownPolicies(context)),
    ...(Scope === 'Local' ? [] : await awsPolicies(context)),
  ]
  const listed = candidates
    .filter(({ path, uses }) => path.startsWith(PathPrefix) && isWanted(uses, OnlyAttached, usage))
    .sort((left, right) => (left.position < right.position ? -1 : 1))
  const purpose = `policies ${context.accountId} ${Scope} ${OnlyAttached} ${PathPrefix} ${usage}`
  const { items, answer } = pageOfList(listed, ({ position }) => position, purpose, input)
  return { Policies: items.map(({ show }) => show()), ...answer }
}

async function ownPolicies({ store, accountId, partition }: OperationContext): Promise<Candidate[]> {
  const own = await allOf(store, policies, [accountId])
  return own.map((policy) => ({
    position: `0${policy.name}`,
    path: policy.path,
    uses: { attached: policy.attachmentCount, boundary: policy.boundaryCount },
    show: () => policyView(policy, partition),
  }))
}

async function awsPolicies({ store, accountId, partition }: OperationContext): Promise<Candidate[]> {
  const counts = await countPolicyUses(store, accountId)
  return [...(await awsManagedPolicies()).values()].map((policy) => {
    const uses = counts.get(awsPolicyArn(partition, policy)) ?? unused
    return {
      position: `1${policy.name}`,
      path: policy.path,
      uses,
      show: () => awsPolicyView(policy, partition, uses),
    }
  })
}

function isWanted(
  { attached, boundary }: UseCounts,
  onlyAttached: boolean,
  usage: Api.PolicyUsageType | undefined,
): boolean {
  if (usage === 'PermissionsPolicy') return attached > 0
  if (usage === 'PermissionsBoundary') return boundary > 0
  return !onlyAttached || attached + boundary > 0
}
