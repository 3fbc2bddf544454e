import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { keysOf, makeAccessKey } from '../../access-keys.ts'
import { subjectOf } from '../../callers.ts'
import { changing } from '../../changing.ts'
import { quotaExceeded } from '../../errors.ts'
import { limits } from '../../limits.ts'
import { findUser } from '../../lookups.ts'
import { accessKeys, users } from '../../records.ts'
import { instant } from '../../views.ts'

/** Makes a key; its secret is told this once. */
export function createAccessKey(
  input: Api.CreateAccessKeyRequest,
  context: OperationContext,
): Promise<Api.CreateAccessKeyResponse> {
  const { store, accountId, partition, now, random } = context
  const subject = subjectOf(context, input.UserName)
  return changing(store, async (commit) => {
    const user = subject.kind === 'user' ? await findUser(store, accountId, subject.name) : undefined
    const count = user ? user.value.accessKeyIds.length : (await keysOf(store, accountId, 'root')).length
    if (count >= limits.accessKeysPerUser) throw quotaExceeded('AccessKeysPerUser', limits.accessKeysPerUser)
    const key = makeAccessKey(accountId, partition, user?.value, now, random)
    accessKeys.put(commit, key, undefined)
    if (user) {
      const accessKeyIds = [...user.value.accessKeyIds, key.accessKeyId]
      users.put(commit, { ...user.value, accessKeyIds }, user)
    }
    return {
      AccessKey: {
        UserName: user?.value.name,
        AccessKeyId: key.accessKeyId,
        Status: key.status,
        SecretAccessKey: key.secretAccessKey,
        CreateDate: instant(key.createdAt),
      },
    }
  })
}
