import type { AccountId } from '../../aws/identifiers.ts'
import type { Store } from '../../store/index.ts'
import { allOf } from './paging.ts'
import { type Group, groups, memberships, type User, users } from './records.ts'

/** The users of a group, by name. */
export async function membersOf(store: Store, { accountId, id }: Group): Promise<User[]> {
  const found = await allOf(store, memberships, [accountId, id])
  const members = await Promise.all(found.map(({ userId }) => users.findBy(store, 'id', [accountId, userId])))
  return byName(members.flatMap((member) => (member ? [member.value] : [])))
}

/** The groups of a user, by name. */
export async function groupsOf(store: Store, accountId: AccountId, { groupIds }: User): Promise<Group[]> {
  const found = await Promise.all(groupIds.map((id) => groups.findBy(store, 'id', [accountId, id])))
  return byName(found.flatMap((group) => (group ? [group.value] : [])))
}

function byName<T extends { readonly name: string }>(entities: T[]): T[] {
  return entities.sort((left, right) => (left.name < right.name ? -1 : 1))
}
