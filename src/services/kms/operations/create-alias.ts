import type * as Api from '@aws-sdk/client-kms'
import { AwsError } from '../../../aws/aws-error.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { checkAliasName } from '../domain/references.ts'
import { alreadyExists } from '../errors.ts'
import { aliasArn, loadKey, requireNotPendingDeletion } from '../keys.ts'
import { aliases } from '../records.ts'
import { required } from '../required.ts'

/** Gives a key another name. */
export async function createAlias(input: Api.CreateAliasRequest, context: OperationContext): Promise<object> {
  const { accountId, region, store, now } = context
  const name = required(input.AliasName, 'AliasName')
  checkAliasName(name)
  // AWS sends no message with this code.
  if (name.startsWith('alias/aws/')) throw new AwsError('NotAuthorizedException', '')
  await change(context, async (commit) => {
    const { value: key } = await loadKey(context, required(input.TargetKeyId, 'TargetKeyId'), {
      action: 'CreateAlias',
    })
    requireNotPendingDeletion(context, key)
    if (await aliases.get(store, [accountId, region, name]))
      throw alreadyExists(`An alias with the name ${aliasArn(context, context, name)} already exists`)
    aliases.put(commit, { accountId, region, name, keyId: key.id, createdAt: now, updatedAt: now }, undefined)
  })
  return {}
}
