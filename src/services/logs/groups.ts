/** Finding and changing log groups and their streams. */

import { utf8Bytes } from '../../base/utf8.ts'
import type { Caller, OperationContext, Surroundings } from '../../dispatch/index.ts'
import type { Stored } from '../../store/index.ts'
import { change } from './changing.ts'
import { readGroupChoice, readGroupIdentifier } from './domain/identifiers.ts'
import { groupNotFound, invalidParameter, standardClassOnly, streamNotFound } from './errors.ts'
import { nameBytes } from './limits.ts'
import { type Group, groups, type Stream, streams } from './records.ts'

type Asking = Pick<Surroundings, 'store'> & Pick<Caller, 'accountId' | 'region'>

/** Fails with ResourceNotFoundException. */
export async function loadGroup({ store, accountId, region }: Asking, name: string): Promise<Stored<Group>> {
  const stored = await groups.get(store, [accountId, region, name])
  if (stored === undefined) throw groupNotFound()
  return stored
}

/** The group that a name or an ARN means. Fails with ResourceNotFoundException. */
export function loadIdentifiedGroup(context: OperationContext, identifier: string): Promise<Stored<Group>> {
  return loadGroup(context, readGroupIdentifier(context, identifier))
}

/** The group of operations that take either a name or an identifier. Fails as {@link readGroupChoice} too. */
export function loadChosenGroup(
  context: OperationContext,
  input: { readonly logGroupName?: string | undefined; readonly logGroupIdentifier?: string | undefined },
): Promise<Stored<Group>> {
  return loadGroup(context, readGroupChoice(context, input))
}

/** Fails with ResourceNotFoundException. */
export async function loadStream(
  { store }: Pick<Surroundings, 'store'>,
  groupId: string,
  name: string,
): Promise<Stored<Stream>> {
  const stored = await streams.get(store, [groupId, name])
  if (stored === undefined) throw streamNotFound()
  return stored
}

/** Changes a group. Fails with ResourceNotFoundException and OperationAbortedException. */
export function changeGroup(
  context: OperationContext,
  name: string,
  edit: (group: Group) => Group,
): Promise<void> {
  return change(context, async (commit) => {
    const stored = await loadGroup(context, name)
    groups.put(commit, edit(stored.value), stored)
  })
}

/**
 * Fails with ValidationException for groups of other classes than Standard.
 * Source: User Guide, "Log classes"; words as published by users of AWS for DescribeSubscriptionFilters.
 */
export function requireStandardClass(group: Group): void {
  if (group.class !== 'STANDARD') throw standardClassOnly()
}

/** Refuses names too long for the store. */
export function checkNameBytes(name: string): void {
  if (utf8Bytes(name) > nameBytes) {
    throw invalidParameter('Invalid LogGroup or LogStream, both must have length less than or equal to 512.')
  }
}
