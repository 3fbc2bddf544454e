/** The inline policies of users, groups and roles. */
import type { AwsError } from '../../aws/aws-error.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { validateIdentityPolicy } from '../../engines/policy/index.ts'
import { changing } from './changing.ts'
import { countedCharacters, encodeDocument } from './domain/policy-text.ts'
import { limitExceeded, malformedPolicy, noSuchEntity } from './errors.ts'
import type { HolderKind } from './holders.ts'
import { type PageRequest, pageOfList } from './paging.ts'
import type { PolicyHolder } from './records.ts'
import { required } from './required.ts'

/** The operations on inline policies of one kind of holder; `member` of their requests names the holder. */
export function inlinePolicyOperations<T extends PolicyHolder, Member extends string>(
  member: Member,
  holder: HolderKind<T>,
) {
  type Named = { readonly [name in Member]: string | undefined }
  type OfPolicy = Named & { readonly PolicyName: string | undefined }
  const named = (input: Named) => required<string>(input[member], member)
  const nameOfPolicy = (input: OfPolicy) => required(input.PolicyName, 'PolicyName')
  return {
    /** Adds a policy, or puts another document into it. */
    async put(
      input: OfPolicy & { readonly PolicyDocument: string | undefined },
      { store, accountId, partition }: OperationContext,
    ): Promise<Record<never, never>> {
      const name = named(input)
      const policyName = nameOfPolicy(input)
      const document = required(input.PolicyDocument, 'PolicyDocument')
      const validated = validateIdentityPolicy(document, partition, 'inline')
      if (!validated.ok) throw malformedPolicy(validated.message)
      return await changing(store, async (commit) => {
        const stored = await holder.findToChange(store, accountId, name)
        const others = stored.value.inlinePolicies.filter((policy) => policy.name !== policyName)
        const inlinePolicies = [...others, { name: policyName, document }].sort((left, right) =>
          left.name < right.name ? -1 : 1,
        )
        const characters = inlinePolicies.reduce((sum, policy) => sum + countedCharacters(policy.document), 0)
        if (characters > holder.inlineCharacters) {
          throw limitExceeded(
            `Maximum policy size of ${holder.inlineCharacters} bytes exceeded for ${holder.kind} ${name}`,
          )
        }
        holder.records.put(commit, { ...stored.value, inlinePolicies }, stored)
        return {}
      })
    },

    /** The document is answered as it is sent. */
    async get(input: OfPolicy, { store, accountId }: OperationContext) {
      const name = named(input)
      const policyName = nameOfPolicy(input)
      const { value } = await holder.find(store, accountId, name)
      const policy = value.inlinePolicies.find((inline) => inline.name === policyName)
      if (!policy) throw noSuchInlinePolicy(holder, policyName)
      return {
        ...({ [member]: name } as { [name in Member]: string }),
        PolicyName: policyName,
        PolicyDocument: encodeDocument(policy.document),
      }
    },

    async delete(input: OfPolicy, { store, accountId }: OperationContext): Promise<Record<never, never>> {
      const name = named(input)
      const policyName = nameOfPolicy(input)
      return await changing(store, async (commit) => {
        const stored = await holder.findToChange(store, accountId, name)
        const inlinePolicies = stored.value.inlinePolicies.filter((policy) => policy.name !== policyName)
        if (inlinePolicies.length === stored.value.inlinePolicies.length)
          throw noSuchInlinePolicy(holder, policyName)
        holder.records.put(commit, { ...stored.value, inlinePolicies }, stored)
        return {}
      })
    },

    async list(input: Named & PageRequest, { store, accountId }: OperationContext) {
      const name = named(input)
      const { value } = await holder.find(store, accountId, name)
      const names = value.inlinePolicies.map((policy) => policy.name)
      const purpose = `inline ${accountId} ${holder.kind} ${name}`
      const { items, answer } = pageOfList(names, (policyName) => policyName, purpose, input)
      return { PolicyNames: items, ...answer }
    },
  }
}

function noSuchInlinePolicy(holder: { readonly kind: string }, policyName: string): AwsError {
  return noSuchEntity(`The ${holder.kind} policy with name ${policyName} cannot be found.`)
}
