import type { AccountId } from '../../aws/identifiers.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import type { Atomic, Store, Stored } from '../../store/index.ts'
import { changing } from './changing.ts'
import { invalidInput, noSuchEntity } from './errors.ts'
import { findManagedPolicy } from './managed-policies/find-managed-policy.ts'
import { addPolicyUse, removePolicyUse } from './policy-uses.ts'
import { required } from './required.ts'

/** A user or a role, as far as permissions boundaries go. */
interface Bounded {
  readonly id: string
  readonly boundary?: string
}

interface BoundedKind<T extends Bounded> {
  readonly kind: 'user' | 'role'
  readonly records: { put(atomic: Atomic, value: T, previous: Stored<T> | undefined): void }
  /** Refuses what may not be changed. */
  readonly find: (store: Store, accountId: AccountId, name: string) => Promise<Stored<T>>
}

/** Notes in a commit that a policy bounds a new entity. Fails when there is no such policy. */
export async function addBoundary(
  commit: Atomic,
  { store, accountId }: OperationContext,
  kind: 'user' | 'role',
  entityId: string,
  policyArn: string,
): Promise<void> {
  const policy = await findManagedPolicy(store, accountId, policyArn, invalidInput)
  if (!policy) throw noSuchEntity(`Scope ARN: ${policyArn} does not exist or is not attachable.`)
  await addPolicyUse(commit, store, accountId, policyArn, policy, { use: 'boundary', kind, entityId })
}

/** The operations on the permissions boundary of a kind; `member` of their requests names the entity. */
export function boundaryOperations<T extends Bounded, Member extends string>(
  member: Member,
  { kind, records, find }: BoundedKind<T>,
) {
  type Named = { readonly [name in Member]: string | undefined }
  const named = (input: Named) => required<string>(input[member], member)
  return {
    async put(
      input: Named & { readonly PermissionsBoundary: string | undefined },
      context: OperationContext,
    ): Promise<Record<never, never>> {
      const policyArn = required(input.PermissionsBoundary, 'PermissionsBoundary')
      return await changing(context.store, async (commit) => {
        const stored = await find(context.store, context.accountId, named(input))
        const { id, boundary } = stored.value
        if (boundary === policyArn) return {}
        await addBoundary(commit, context, kind, id, policyArn)
        if (boundary !== undefined) await dropBoundary(commit, context, kind, id, boundary)
        records.put(commit, { ...stored.value, boundary: policyArn }, stored)
        return {}
      })
    },

    async delete(input: Named, context: OperationContext): Promise<Record<never, never>> {
      return await changing(context.store, async (commit) => {
        const stored = await find(context.store, context.accountId, named(input))
        const { boundary, ...unbounded } = stored.value
        if (boundary === undefined)
          // UNVERIFIED: the words.
          throw noSuchEntity(`The ${kind} with name ${named(input)} does not have a permissions boundary.`)
        await dropBoundary(commit, context, kind, stored.value.id, boundary)
        // Without its boundary it is as it was before it got one, which the generic type cannot tell.
        records.put(commit, unbounded as unknown as T, stored)
        return {}
      })
    },
  }
}

/** Notes in a commit that a policy no longer bounds an entity. */
export function dropBoundary(
  commit: Atomic,
  { store, accountId }: OperationContext,
  kind: 'user' | 'role',
  entityId: string,
  policyArn: string,
): Promise<void> {
  return removePolicyUse(commit, store, accountId, policyArn, { use: 'boundary', kind, entityId })
}
