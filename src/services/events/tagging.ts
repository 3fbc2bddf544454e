/** Tags of buses and rules. */
import type { OperationContext } from '../../dispatch/index.ts'
import type { Atomic } from '../../store/index.ts'
import { requireBus } from './buses.ts'
import { change } from './changing.ts'
import { busArn, readTaggedArn } from './domain/names.ts'
import { invalidParameter } from './errors.ts'
import { buses, rules, type Tags } from './records.ts'
import { requireRule } from './rules.ts'

interface Tagged {
  readonly tags: Tags
  put(commit: Atomic, tags: Tags): void
}

/** Fails with ResourceNotFoundException, and with ValidationException for ARNs of other things. */
export async function findTagged(
  context: OperationContext,
  arn: string,
  action: `events:${string}`,
): Promise<Tagged> {
  const read = readTaggedArn(arn)
  if (!read) throw invalidParameter('ResourceARN', 'Provided Arn is not in correct format.')
  if (read.ruleName === undefined) {
    const { bus, stored } = await requireBus(context, busArn(read), action)
    return {
      tags: bus.tags,
      put: (commit, tags) =>
        buses.put(
          commit,
          { ...bus, tags, createdAt: bus.createdAt || context.now, modifiedAt: context.now },
          stored,
        ),
    }
  }
  const stored = await requireRule(context, read.ruleName, busArn(read), action)
  return {
    tags: stored.value.tags,
    put: (commit, tags) => rules.put(commit, { ...stored.value, tags }, stored),
  }
}

export function changeTags(
  context: OperationContext,
  arn: string,
  action: `events:${string}`,
  next: (tags: Tags) => Tags,
): Promise<void> {
  return change(context, async (commit) => {
    const tagged = await findTagged(context, arn, action)
    tagged.put(commit, next(tagged.tags))
  })
}
