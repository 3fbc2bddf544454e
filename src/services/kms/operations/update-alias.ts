import type * as Api from '@aws-sdk/client-kms'
import { AwsError } from '../../../aws/aws-error.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { checkAliasName } from '../domain/references.ts'
import { noSuchAlias, validation } from '../errors.ts'
import { aliasArn, findKey, loadKey, requireNotPendingDeletion } from '../keys.ts'
import { aliases } from '../records.ts'
import { required } from '../required.ts'

/** Has an alias mean another key, of the same kind and use. */
export async function updateAlias(input: Api.UpdateAliasRequest, context: OperationContext): Promise<object> {
  const { accountId, region, store, now } = context
  const name = required(input.AliasName, 'AliasName')
  checkAliasName(name)
  if (name.startsWith('alias/aws/')) throw new AwsError('NotAuthorizedException', '')
  await change(context, async (commit) => {
    const stored = await aliases.get(store, [accountId, region, name])
    if (stored === undefined) throw noSuchAlias(aliasArn(context, context, name))
    const { value: key } = await loadKey(context, required(input.TargetKeyId, 'TargetKeyId'), {
      action: 'UpdateAlias',
    })
    requireNotPendingDeletion(context, key)
    const before = await findKey(context, context, stored.value.keyId)
    const symmetric = (spec: string) => spec === 'SYMMETRIC_DEFAULT'
    // UNVERIFIED: the words.
    if (
      before !== undefined &&
      (before.value.usage !== key.usage || symmetric(before.value.spec) !== symmetric(key.spec))
    )
      throw validation('The current and new KMS key must be of the same type and have the same key usage.')
    aliases.put(commit, { ...stored.value, keyId: key.id, updatedAt: now }, stored)
  })
  return {}
}
