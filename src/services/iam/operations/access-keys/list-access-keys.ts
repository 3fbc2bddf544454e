import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { keysOf } from '../../access-keys.ts'
import { subjectOf } from '../../callers.ts'
import { findUser } from '../../lookups.ts'
import { pageOfList } from '../../paging.ts'
import { instant } from '../../views.ts'

export async function listAccessKeys(
  input: Api.ListAccessKeysRequest,
  context: OperationContext,
): Promise<Api.ListAccessKeysResponse> {
  const { store, accountId } = context
  const subject = subjectOf(context, input.UserName)
  const user = subject.kind === 'user' ? (await findUser(store, accountId, subject.name)).value : undefined
  const ownerId = user?.id ?? 'root'
  const keys = (await keysOf(store, accountId, ownerId)).map(({ value }) => value)
  const purpose = `keys ${accountId} ${ownerId}`
  const { items, answer } = pageOfList(keys, ({ accessKeyId }) => accessKeyId, purpose, input)
  return {
    AccessKeyMetadata: items.map(({ accessKeyId, status, createdAt, owner }) => ({
      UserName: owner?.name,
      AccessKeyId: accessKeyId,
      Status: status,
      CreateDate: instant(createdAt),
    })),
    ...answer,
  }
}
