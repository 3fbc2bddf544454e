/** Tags of machines and activities. */
import type * as Api from '@aws-sdk/client-sfn'
import type { OperationContext } from '../../dispatch/index.ts'
import { change } from './changing.ts'
import { noResource, tooManyTags } from './errors.ts'
import { tagsPerResource } from './limits.ts'
import { requireArn } from './machines.ts'
import { activities, machines, type Tags } from './records.ts'

export function readTags(tags: readonly Api.Tag[] | undefined): Tags {
  return Object.fromEntries((tags ?? []).map(({ key = '', value = '' }) => [key, value]))
}

/** Fails with TooManyTags. */
export function requireTags(tags: readonly Api.Tag[] | undefined, arn: string): Tags {
  const read = readTags(tags)
  if (Object.keys(read).length > tagsPerResource) throw tooManyTags(arn)
  return read
}

/** Fails with InvalidArn and ResourceNotFound. */
export async function tagsOf(context: OperationContext, arn: string): Promise<Tags> {
  return (await find(context, arn)).value.tags
}

/** Fails as {@link tagsOf} does, and as `next`. */
export function changeTags(
  context: OperationContext,
  arn: string,
  next: (tags: Tags) => Tags,
): Promise<void> {
  return change(context, async (commit) => {
    const { kind, stored, value } = await find(context, arn)
    const tags = next(value.tags)
    if (kind === 'machine') machines.put(commit, { ...stored.value, tags }, stored)
    else activities.put(commit, { ...stored.value, tags }, stored)
  })
}

async function find({ store }: OperationContext, arn: string) {
  const named = requireArn(arn, 'stateMachine', 'activity')
  const { accountId, region } = named
  if (named.kind === 'activity') {
    const stored = await activities.get(store, [accountId, region, named.name])
    if (!stored) throw noResource(arn)
    return { kind: 'activity' as const, stored, value: stored.value }
  }
  const stored =
    named.qualifier === undefined
      ? await machines.get(store, [accountId, region, named.machineName])
      : undefined
  if (!stored) throw noResource(arn)
  return { kind: 'machine' as const, stored, value: stored.value }
}
