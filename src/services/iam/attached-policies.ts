/** The managed policies that are attached to users, groups and roles. */
import { AwsError } from '../../aws/aws-error.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { changing } from './changing.ts'
import { readPolicyArn } from './domain/arns.ts'
import { serviceRolePath } from './domain/service-linked-roles.ts'
import { policyNotAttachable, policyNotFound, quotaExceeded, validation } from './errors.ts'
import type { HolderKind } from './holders.ts'
import { limits } from './limits.ts'
import { findManagedPolicy } from './managed-policies/find-managed-policy.ts'
import { type PageRequest, pageOfList } from './paging.ts'
import { addPolicyUse, removePolicyUse } from './policy-uses.ts'
import type { PolicyHolder } from './records.ts'
import { required } from './required.ts'
import { attachedPolicyView } from './views.ts'

/** The operations on attached policies of one kind of holder; `member` of their requests names the holder. */
export function attachedPolicyOperations<T extends PolicyHolder, Member extends string>(
  member: Member,
  holder: HolderKind<T>,
) {
  type Named = { readonly [name in Member]: string | undefined }
  type OfPolicy = Named & { readonly PolicyArn: string | undefined }
  const named = (input: Named) => required<string>(input[member], member)
  return {
    /** Attaching a policy again changes nothing. */
    async attach(input: OfPolicy, { store, accountId }: OperationContext): Promise<Record<never, never>> {
      const name = named(input)
      const policyArn = required(input.PolicyArn, 'PolicyArn')
      return await changing(store, async (commit) => {
        const stored = await holder.findToChange(store, accountId, name)
        const policy = await findManagedPolicy(store, accountId, policyArn)
        if (!policy) throw policyNotAttachable(policyArn)
        if (policy.kind === 'aws' && policy.policy.path.startsWith(serviceRolePath)) {
          throw new AwsError(
            'PolicyNotAttachableException',
            'Cannot attach a Service Role Policy to a Customer Role.',
          )
        }
        const { attachedPolicies, id } = stored.value
        if (attachedPolicies.includes(policyArn)) return {}
        if (attachedPolicies.length >= limits.policiesPerEntity)
          throw quotaExceeded(`PoliciesPer${holder.title}`, limits.policiesPerEntity)
        holder.records.put(
          commit,
          { ...stored.value, attachedPolicies: [...attachedPolicies, policyArn] },
          stored,
        )
        const use = { use: 'attached', kind: holder.kind, entityId: id } as const
        await addPolicyUse(commit, store, accountId, policyArn, policy, use)
        return {}
      })
    },

    async detach(input: OfPolicy, { store, accountId }: OperationContext): Promise<Record<never, never>> {
      const name = named(input)
      const policyArn = required(input.PolicyArn, 'PolicyArn')
      return await changing(store, async (commit) => {
        const stored = await holder.findToChange(store, accountId, name)
        if (!readPolicyArn(policyArn)) throw validation(`ARN ${policyArn} is not valid.`)
        const attachedPolicies = stored.value.attachedPolicies.filter((arn) => arn !== policyArn)
        if (attachedPolicies.length === stored.value.attachedPolicies.length) throw policyNotFound(policyArn)
        holder.records.put(commit, { ...stored.value, attachedPolicies }, stored)
        const use = { use: 'attached', kind: holder.kind, entityId: stored.value.id } as const
        await removePolicyUse(commit, store, accountId, policyArn, use)
        return {}
      })
    },

    async list(
      input: Named & PageRequest & { readonly PathPrefix?: string | undefined },
      { store, accountId }: OperationContext,
    ) {
      const name = named(input)
      const { value } = await holder.find(store, accountId, name)
      const { PathPrefix = '/' } = input
      const arns = value.attachedPolicies
        .filter((arn) => readPolicyArn(arn)?.path.startsWith(PathPrefix))
        .sort((left, right) => (left < right ? -1 : 1))
      const purpose = `attached ${accountId} ${holder.kind} ${name} ${PathPrefix}`
      const { items, answer } = pageOfList(arns, (arn) => arn, purpose, input)
      return { AttachedPolicies: items.map(attachedPolicyView), ...answer }
    },
  }
}
