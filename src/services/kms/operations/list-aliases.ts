import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Key } from '../../../store/index.ts'
import { predefinedAliases } from '../aws-managed-keys.ts'
import { aliasArn, loadKey } from '../keys.ts'
import { shortPageItems } from '../limits.ts'
import { type Portion, pageOf } from '../paging.ts'
import { type Alias, aliases } from '../records.ts'

/** An alias; of a predefined one that has no key yet the name alone. */
type Listed = Pick<Alias, 'name'> & Partial<Alias>

/**
 * The account's aliases in this region, or those of one key. AWS's own are among the former even before they have a key.
 * Source: API Reference, ListAliases ("predefined aliases").
 */
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
    async (after, limit): Promise<Portion<Listed>> => {
      const page = { limit, ...(after === undefined ? {} : { after }) }
      return id === undefined
        ? withPredefined(await aliases.list(store, { prefix: home, ...page }), after, limit)
        : aliases.listBy(store, 'key', { prefix: [...home, id], ...page })
    },
    ({ name }) => (id === undefined ? [...home, name] : [...home, id, ...home, name]),
  )
  return {
    Aliases: values.map((alias) => ({
      AliasName: alias.name,
      AliasArn: aliasArn(context, context, alias.name),
      ...(alias.keyId === undefined ? {} : { TargetKeyId: alias.keyId }),
      ...(alias.createdAt === undefined ? {} : { CreationDate: new Date(alias.createdAt) }),
      ...(alias.updatedAt === undefined ? {} : { LastUpdatedDate: new Date(alias.updatedAt) }),
    })),
    ...more,
  }
}

/** A portion of the records, and among them, in the order of names, the predefined aliases that have none. */
function withPredefined(
  { items, next }: Portion<Alias>,
  after: Key | undefined,
  limit: number,
): Portion<Listed> {
  const names = new Set(items.map(({ value }) => value.name))
  const [from, to] = [String(after?.at(-1) ?? ''), next && items.at(-1)?.value.name]
  const absent = predefinedAliases.filter(
    (name) => name > from && (to === undefined || name < to) && !names.has(name),
  )
  const all = [...items, ...absent.map((name) => ({ value: { name } }))]
  all.sort((one, other) => (one.value.name < other.value.name ? -1 : 1))
  const more = next ?? (all.length > limit ? [] : undefined)
  return { items: all.slice(0, limit), ...(more && { next: more }) }
}
