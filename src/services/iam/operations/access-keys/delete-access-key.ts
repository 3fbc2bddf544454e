import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { findKeyOf } from '../../access-keys.ts'
import { subjectOf } from '../../callers.ts'
import { changing } from '../../changing.ts'
import { accessKeys, lastUses, users } from '../../records.ts'
import { required } from '../../required.ts'

export function deleteAccessKey(
  input: Api.DeleteAccessKeyRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  const { store, accountId } = context
  const subject = subjectOf(context, input.UserName)
  const accessKeyId = required(input.AccessKeyId, 'AccessKeyId')
  return changing(store, async (commit) => {
    const { key, user } = await findKeyOf(context, subject, accessKeyId)
    accessKeys.remove(commit, key)
    commit.delete(lastUses.storeKey([accountId, accessKeyId]))
    if (user) {
      const accessKeyIds = user.value.accessKeyIds.filter((id) => id !== accessKeyId)
      users.put(commit, { ...user.value, accessKeyIds }, user)
    }
    return {}
  })
}
