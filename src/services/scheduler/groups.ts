/** Groups of schedules: finding and deleting them. */
import type { BackgroundSurroundings, OperationContext } from '../../dispatch/index.ts'
import type { JobHandler } from '../../jobs/index.ts'
import { atomic, type Stored } from '../../store/index.ts'
import { defaultGroupName } from './domain/names.ts'
import { conflict, noGroup } from './errors.ts'
import { removalStep } from './limits.ts'
import { type Group, groups, type Removal, removalQueue, schedules } from './records.ts'

/** A group; the default one may have no record. */
export interface FoundGroup {
  readonly group: Group
  readonly stored: Stored<Group> | undefined
}

/** Fails with ResourceNotFoundException. */
export async function requireGroup(context: OperationContext, name: string): Promise<FoundGroup> {
  const { store, accountId, region } = context
  const stored = await groups.get(store, [accountId, region, name])
  if (stored) return { group: stored.value, stored }
  if (name === defaultGroupName) return { group: defaultGroup(context), stored }
  throw noGroup(name)
}

/** A group that schedules can be put into. Fails with ResourceNotFoundException and ConflictException. */
export async function requireActiveGroup(context: OperationContext, name: string): Promise<Group> {
  const { group } = await requireGroup(context, name)
  // UNVERIFIED: the words.
  if (group.state === 'DELETING') throw conflict(`Schedule group ${name} is being deleted.`)
  return group
}

export function defaultGroup({ accountId, region }: OperationContext): Group {
  return { accountId, region, name: defaultGroupName, state: 'ACTIVE', tags: {}, createdAt: 0, modifiedAt: 0 }
}

/** Handles groups that are being deleted: their schedules go first. */
export function removalHandler({ store }: BackgroundSurroundings): JobHandler<Removal> {
  return async ({ value: removal }) => {
    const { accountId, region, groupName } = removal
    const { items } = await schedules.list(store, {
      prefix: [accountId, region, groupName],
      limit: removalStep,
    })
    const commit = atomic(store)
    for (const stored of items) schedules.remove(commit, stored)
    if (items.length === removalStep) return commit.enqueue(removalQueue, removal)
    const stored = await groups.get(store, [accountId, region, groupName])
    if (stored?.value.state === 'DELETING') groups.remove(commit, stored)
    return commit
  }
}
