import type { OperationContext } from '../../dispatch/index.ts'
import type { Atomic, Stored } from '../../store/index.ts'
import { dropBoundary } from './boundaries.ts'
import { lastUses, type Role, roles } from './records.ts'

/** Removes a role in a commit, with what is kept about it elsewhere. */
export async function removeRole(
  commit: Atomic,
  context: OperationContext,
  stored: Stored<Role>,
): Promise<void> {
  const { store, accountId } = context
  const { id, boundary } = stored.value
  if (boundary !== undefined) await dropBoundary(commit, context, 'role', id, boundary)
  const lastUse = await lastUses.get(store, [accountId, id])
  if (lastUse) commit.delete(lastUses.storeKey([accountId, id]))
  roles.remove(commit, stored)
}
