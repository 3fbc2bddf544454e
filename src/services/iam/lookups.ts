/** Finding things by the names that requests give. Names are compared exactly (UNVERIFIED: AWS may fold case). */
import type { AwsError } from '../../aws/aws-error.ts'
import type { AccountId } from '../../aws/identifiers.ts'
import type { Store, Stored } from '../../store/index.ts'
import { isServiceLinked } from './domain/service-linked-roles.ts'
import {
  noSuchGroup,
  noSuchInstanceProfile,
  noSuchRole,
  noSuchServerCertificate,
  noSuchUser,
  protectedRole,
} from './errors.ts'
import {
  type Group,
  groups,
  type InstanceProfile,
  instanceProfiles,
  type Role,
  roles,
  type ServerCertificate,
  serverCertificates,
  type User,
  users,
} from './records.ts'

interface ByName<T> {
  get(store: Store, key: readonly string[]): Promise<Stored<T> | undefined>
}

async function findByName<T extends { readonly name: string }>(
  collection: ByName<T>,
  store: Store,
  accountId: AccountId,
  name: string,
  absent: (name: string) => AwsError,
): Promise<Stored<T>> {
  const stored = await collection.get(store, [accountId, name.toLowerCase()])
  if (stored?.value.name !== name) throw absent(name)
  return stored
}

export function findUser(store: Store, accountId: AccountId, name: string): Promise<Stored<User>> {
  return findByName(users, store, accountId, name, noSuchUser)
}

export function findGroup(store: Store, accountId: AccountId, name: string): Promise<Stored<Group>> {
  return findByName(groups, store, accountId, name, noSuchGroup)
}

export function findRole(store: Store, accountId: AccountId, name: string): Promise<Stored<Role>> {
  return findByName(roles, store, accountId, name, noSuchRole)
}

/** A role that its account may change. Fails with UnmodifiableEntity for those that belong to a service. */
export async function findOwnRole(store: Store, accountId: AccountId, name: string): Promise<Stored<Role>> {
  const stored = await findRole(store, accountId, name)
  if (isServiceLinked(stored.value)) throw protectedRole(name)
  return stored
}

export function findInstanceProfile(
  store: Store,
  accountId: AccountId,
  name: string,
): Promise<Stored<InstanceProfile>> {
  return findByName(instanceProfiles, store, accountId, name, noSuchInstanceProfile)
}

export function findServerCertificate(
  store: Store,
  accountId: AccountId,
  name: string,
): Promise<Stored<ServerCertificate>> {
  return findByName(serverCertificates, store, accountId, name, noSuchServerCertificate)
}
