import { accountOfAccessKey } from '../../../aws/access-key-id.ts'
import type { AccountId, Partition } from '../../../aws/identifiers.ts'
import type { Credential, Principal } from '../../../aws/principal.ts'
import type { RandomSource } from '../../../base/random.ts'
import type { Key, Store } from '../../../store/index.ts'
import { keysOf, makeAccessKey } from '../access-keys.ts'
import { changing } from '../changing.ts'
import { iamArn } from '../domain/arns.ts'
import { quotaExceeded } from '../errors.ts'
import { limits } from '../limits.ts'
import { type AccessKey, accessKeys } from '../records.ts'

/** Where the records are from which {@link findCredential} answers: a commit below it may change an answer. */
export const credentialRecords: Key = accessKeys.storeKey([])

/** The long-term key with this id, with the user (or root user) it speaks for; undefined when it is not there or off. */
export async function findCredential(store: Store, accessKeyId: string): Promise<Credential | undefined> {
  const accountId = accountOfAccessKey(accessKeyId)
  if (accountId === undefined) return undefined
  const key = (await accessKeys.get(store, [accountId, accessKeyId]))?.value
  if (key?.status !== 'Active') return undefined
  return { accessKeyId, secretAccessKey: key.secretAccessKey, principal: principalOf(key) }
}

function principalOf({ accountId, partition, accessKeyId, owner }: AccessKey): Principal {
  return owner
    ? {
        type: 'user',
        accountId,
        arn: iamArn(partition, accountId, 'user', owner.path, owner.name),
        userId: owner.id,
        accessKeyId,
      }
    : {
        type: 'root',
        accountId,
        arn: `arn:${partition}:iam::${accountId}:root`,
        userId: accountId,
        accessKeyId,
      }
}

/** Who a root key is made for, and with what. */
export interface RootKeyRequest {
  readonly accountId: AccountId
  /** Default `aws`. */
  readonly partition?: Partition
  /** The time now. Unit: milliseconds since the epoch. */
  readonly now: number
  readonly random: RandomSource
}

/** A key with its secret, to be shown to the operator this once. */
export interface NewKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/**
 * Makes an access key of an account's root user, who may do everything: the way into an account whose requests are
 * verified and that has no keys yet. Fails with LimitExceeded when there are two already.
 */
export function makeRootAccessKey(store: Store, request: RootKeyRequest): Promise<NewKey> {
  const { accountId, partition = 'aws', now, random } = request
  return changing(store, async (commit) => {
    const present = await keysOf(store, accountId, 'root')
    if (present.length >= limits.accessKeysPerUser)
      throw quotaExceeded('AccessKeysPerUser', limits.accessKeysPerUser)
    const key = makeAccessKey(accountId, partition, undefined, now, random)
    accessKeys.put(commit, key, undefined)
    return { accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey }
  })
}

/** As {@link makeRootAccessKey}, but only for an account whose root user has no key; undefined when it has one. */
export async function makeFirstRootAccessKey(
  store: Store,
  request: RootKeyRequest,
): Promise<NewKey | undefined> {
  const present = await keysOf(store, request.accountId, 'root')
  return present.length > 0 ? undefined : makeRootAccessKey(store, request)
}
