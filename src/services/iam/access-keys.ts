import { makeAccessKeyId } from '../../aws/access-key-id.ts'
import type { AccountId, Partition } from '../../aws/identifiers.ts'
import type { RandomSource } from '../../base/random.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import type { Store, Stored } from '../../store/index.ts'
import type { Subject } from './callers.ts'
import { makeSecretAccessKey } from './domain/unique-ids.ts'
import { noSuchAccessKey } from './errors.ts'
import { findUser } from './lookups.ts'
import { type AccessKey, accessKeys, type User } from './records.ts'

/** A new key, not yet kept. Without an owner it belongs to the root user. */
export function makeAccessKey(
  accountId: AccountId,
  partition: Partition,
  owner: Pick<User, 'id' | 'name' | 'path'> | undefined,
  now: number,
  random: RandomSource,
): AccessKey {
  return {
    accountId,
    partition,
    accessKeyId: makeAccessKeyId('AKIA', accountId, random),
    secretAccessKey: makeSecretAccessKey(random),
    status: 'Active',
    createdAt: now,
    ...(owner === undefined ? {} : { owner: { id: owner.id, name: owner.name, path: owner.path } }),
  }
}

/** The keys of the root user, or of the user with this unique id, by their ids. */
export async function keysOf(
  store: Store,
  accountId: AccountId,
  ownerId: string,
): Promise<Stored<AccessKey>[]> {
  const page = await accessKeys.listBy(store, 'owner', { prefix: [accountId, ownerId] })
  return [...page.items]
}

/** A key together with the user it belongs to (none for the root user's). Fails when the subject has no such key. */
export async function findKeyOf(
  { store, accountId }: OperationContext,
  subject: Subject,
  accessKeyId: string,
): Promise<{ key: Stored<AccessKey>; user: Stored<User> | undefined }> {
  const user = subject.kind === 'user' ? await findUser(store, accountId, subject.name) : undefined
  const key = await accessKeys.get(store, [accountId, accessKeyId])
  if (!key || key.value.owner?.id !== user?.value.id) throw noSuchAccessKey(accessKeyId)
  return { key, user }
}
