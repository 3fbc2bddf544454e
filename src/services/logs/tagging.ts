import type { OperationContext } from '../../dispatch/index.ts'
import { changeDestination, loadDestination } from './destinations.ts'
import { groupNameOfArn, readDestinationArn } from './domain/identifiers.ts'
import type { Tags } from './domain/tags.ts'
import { taggedResourceNotFound } from './errors.ts'
import { changeGroup, loadGroup } from './groups.ts'

interface Tagged {
  readonly kind: 'group' | 'destination'
  readonly name: string
}

/** The tags of a group or destination, by its ARN. Fails with ResourceNotFoundException. */
export async function tagsOf(context: OperationContext, resourceArn: string): Promise<Tags> {
  const { kind, name } = readTagged(context, resourceArn)
  const { value } = await (kind === 'group' ? loadGroup(context, name) : loadDestination(context, name))
  return value.tags
}

/** Changes them. Fails as {@link tagsOf} does. */
export function changeTags(
  context: OperationContext,
  resourceArn: string,
  edit: (tags: Tags) => Tags,
): Promise<void> {
  const { kind, name } = readTagged(context, resourceArn)
  return kind === 'group'
    ? changeGroup(context, name, (group) => ({ ...group, tags: edit(group.tags) }))
    : changeDestination(context, name, (destination) => ({ ...destination, tags: edit(destination.tags) }))
}

/**
 * What an ARN of the tagging operations names. A group stands there without `:*` (API Reference, TagResource); AWS's own ARNs
 * often have it, and both are taken here.
 */
function readTagged(context: OperationContext, resourceArn: string): Tagged {
  const destination = readDestinationArn(resourceArn)
  if (destination?.accountId === context.accountId && destination.region === context.region)
    return { kind: 'destination', name: destination.name }
  const name = groupNameOfArn(context, resourceArn)
  if (name === undefined) throw taggedResourceNotFound()
  return { kind: 'group', name }
}
