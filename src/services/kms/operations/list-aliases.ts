import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { aliasArn, loadKey } from '../keys.ts'
import { shortPageItems } from '../limits.ts'
import { pageOf } from '../paging.ts'
import { aliases } from '../records.ts'

/** The account's aliases in this region, or those of one key. */
export async function listAliases(
  input: Api.ListAliasesRequest,
  context: OperationContext,
): Promise<Api.ListAliasesResponse> {
  const { accountId, region, store } = context
  const home = [accountId, region]
  const id =
    input.KeyId === undefined
      ? undefined
      : (await loadKey(context, input.KeyId, { action: 'ListAliases' })).value.id
  const { values, more } = await pageOf(
    input,
    shortPageItems,
    `ListAliases ${accountId} ${region} ${id ?? ''}`,
    (after, limit) => {
      const page = { limit, ...(after === undefined ? {} : { after }) }
      return id === undefined
        ? aliases.list(store, { prefix: home, ...page })
        : aliases.listBy(store, 'key', { prefix: [...home, id], ...page })
    },
    ({ name }) => (id === undefined ? [...home, name] : [...home, id, ...home, name]),
  )
  return {
    Aliases: values.map((alias) => ({
      AliasName: alias.name,
      AliasArn: aliasArn(context, alias, alias.name),
      TargetKeyId: alias.keyId,
      CreationDate: new Date(alias.createdAt),
      LastUpdatedDate: new Date(alias.updatedAt),
    })),
    ...more,
  }
}
