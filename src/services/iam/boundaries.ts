import type { OperationContext } from '../../dispatch/index.ts'
import type { Atomic, Stored } from '../../store/index.ts'
import { changing } from './changing.ts'
import { invalidInput, noSuchEntity } from './errors.ts'
import { findManagedPolicy } from './managed-policies/find-managed-policy.ts'
import { addPolicyUse, removePolicyUse } from './policy-uses.ts'

/** A user or a role, as far as permissions boundaries go. */
interface Bounded {
  readonly id: string
  readonly boundary?: string
}

interface BoundedKind<T extends Bounded> {
  readonly kind: 'user' | 'role'
  readonly records: { put(atomic: Atomic, value: T, previous: Stored<T> | undefined): void }
  readonly find: () => Promise<Stored<T>>
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

export function putBoundary<T extends Bounded>(
  { kind, records, find }: BoundedKind<T>,
  context: OperationContext,
  policyArn: string,
): Promise<void> {
  return changing(context.store, async (commit) => {
    const stored = await find()
    const { id, boundary } = stored.value
    if (boundary === policyArn) return
    await addBoundary(commit, context, kind, id, policyArn)
    if (boundary !== undefined) await dropBoundary(commit, context, kind, id, boundary)
    records.put(commit, { ...stored.value, boundary: policyArn }, stored)
  })
}

export function deleteBoundary<T extends Bounded>(
  { kind, records, find }: BoundedKind<T>,
  context: OperationContext,
  absent: () => Error,
): Promise<void> {
  return changing(context.store, async (commit) => {
    const stored = await find()
    const { boundary, ...unbounded } = stored.value
    if (boundary === undefined) throw absent()
    await dropBoundary(commit, context, kind, stored.value.id, boundary)
    // Without its boundary it is as it was before it got one, which the generic type cannot tell.
    records.put(commit, unbounded as unknown as T, stored)
  })
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
