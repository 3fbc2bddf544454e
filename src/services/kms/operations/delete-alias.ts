import type * as Api from '@aws-sdk/client-kms'
import { AwsError } from '../../../aws/aws-error.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { checkAliasName } from '../domain/references.ts'
import { noSuchAlias } from '../errors.ts'
import { aliasArn } from '../keys.ts'
import { aliases } from '../records.ts'
import { required } from '../required.ts'

/** Takes an alias away; its key stays. */
export async function deleteAlias(input: Api.DeleteAliasRequest, context: OperationContext): Promise<object> {
  const { accountId, region, store } = context
  const name = required(input.AliasName, 'AliasName')
  checkAliasName(name)
  if (name.startsWith('alias/aws/')) throw new AwsError('NotAuthorizedException', '')
  await change(context, async (commit) => {
    const stored = await aliases.get(store, [accountId, region, name])
    if (stored === undefined) throw noSuchAlias(aliasArn(context, context, name))
    aliases.remove(commit, stored)
  })
  return {}
}
