/** What users, groups and roles have in common as holders of policies. */
import type { AccountId } from '../../aws/identifiers.ts'
import type { Atomic, Store, Stored } from '../../store/index.ts'
import { limits } from './limits.ts'
import { findGroup, findOwnRole, findRole, findUser } from './lookups.ts'
import { type Group, groups, type PolicyHolder, type Role, roles, type User, users } from './records.ts'

/** How one of the three is found and kept. */
export interface HolderKind<T extends PolicyHolder> {
  readonly kind: 'user' | 'group' | 'role'
  /** In quota names: `PoliciesPerRole`. */
  readonly title: string
  readonly inlineCharacters: number
  readonly find: (store: Store, accountId: AccountId, name: string) => Promise<Stored<T>>
  /** Refuses what may not be changed. */
  readonly findToChange: (store: Store, accountId: AccountId, name: string) => Promise<Stored<T>>
  readonly records: { put(atomic: Atomic, value: T, previous: Stored<T> | undefined): void }
}

export const userHolder: HolderKind<User> = {
  kind: 'user',
  title: 'User',
  inlineCharacters: limits.userPolicyCharacters,
  find: findUser,
  findToChange: findUser,
  records: users,
}

export const groupHolder: HolderKind<Group> = {
  kind: 'group',
  title: 'Group',
  inlineCharacters: limits.groupPolicyCharacters,
  find: findGroup,
  findToChange: findGroup,
  records: groups,
}

export const roleHolder: HolderKind<Role> = {
  kind: 'role',
  title: 'Role',
  inlineCharacters: limits.rolePolicyCharacters,
  find: findRole,
  findToChange: findOwnRole,
  records: roles,
}
