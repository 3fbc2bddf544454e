/** Tags, which groups alone have. */
import type { OperationContext } from '../../dispatch/index.ts'
import { change } from './changing.ts'
import { groupArn } from './domain/names.ts'
import { noGroup } from './errors.ts'
import { type FoundGroup, requireGroup } from './groups.ts'
import { groups, type Tags } from './records.ts'

/** Fails with ResourceNotFoundException. */
export async function requireTagged(context: OperationContext, arn: string): Promise<FoundGroup> {
  const name = arn.slice(arn.lastIndexOf('/') + 1)
  if (arn !== groupArn(context, name)) throw noGroup(name)
  return requireGroup(context, name)
}

export function changeTags(
  context: OperationContext,
  arn: string,
  next: (tags: Tags) => Tags,
): Promise<void> {
  return change(context, async (commit) => {
    const { group, stored } = await requireTagged(context, arn)
    const createdAt = group.createdAt || context.now
    groups.put(commit, { ...group, tags: next(group.tags), createdAt, modifiedAt: context.now }, stored)
  })
}
