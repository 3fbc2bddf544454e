import type { AccountId } from '../../aws/identifiers.ts'
import type { Atomic, Store } from '../../store/index.ts'
import { findManagedPolicy, type ManagedPolicy } from './managed-policies/find-managed-policy.ts'
import { allOf } from './paging.ts'
import { type PolicyUse, policies, policyUses } from './records.ts'
import type { UseCounts } from './views.ts'

/** Who uses a policy, beside the account. */
export type Use = Omit<PolicyUse, 'accountId' | 'policyArn'>

/** Notes in a commit that an entity uses a policy, which has been found. Once more than once changes nothing. */
export async function addPolicyUse(
  commit: Atomic,
  store: Store,
  accountId: AccountId,
  policyArn: string,
  policy: ManagedPolicy,
  use: Use,
): Promise<void> {
  const record: PolicyUse = { accountId, policyArn, ...use }
  const present = await policyUses.get(store, [accountId, policyArn, use.use, use.kind, use.entityId])
  if (present) return
  policyUses.put(commit, record, undefined)
  if (policy.kind === 'own') policies.put(commit, counted(policy.stored.value, use, 1), policy.stored)
}

/** Notes in a commit that an entity no longer uses a policy. */
export async function removePolicyUse(
  commit: Atomic,
  store: Store,
  accountId: AccountId,
  policyArn: string,
  use: Use,
): Promise<void> {
  const present = await policyUses.get(store, [accountId, policyArn, use.use, use.kind, use.entityId])
  if (!present) return
  policyUses.remove(commit, present)
  const policy = await findManagedPolicy(store, accountId, policyArn)
  if (policy?.kind === 'own') policies.put(commit, counted(policy.stored.value, use, -1), policy.stored)
}

function counted<P extends { attachmentCount: number; boundaryCount: number }>(
  policy: P,
  { use }: Use,
  step: number,
): P {
  return use === 'attached'
    ? { ...policy, attachmentCount: policy.attachmentCount + step }
    : { ...policy, boundaryCount: policy.boundaryCount + step }
}

/** How often each of an account's policies is used, by ARN; or one policy alone. */
export async function countPolicyUses(
  store: Store,
  accountId: AccountId,
  policyArn?: string,
): Promise<Map<string, UseCounts>> {
  const counts = new Map<string, UseCounts>()
  const uses = await allOf(store, policyUses, policyArn === undefined ? [accountId] : [accountId, policyArn])
  for (const { policyArn: arn, use } of uses) {
    const { attached, boundary } = counts.get(arn) ?? unused
    counts.set(
      arn,
      use === 'attached' ? { attached: attached + 1, boundary } : { attached, boundary: boundary + 1 },
    )
  }
  return counts
}

export const unused: UseCounts = { attached: 0, boundary: 0 }
