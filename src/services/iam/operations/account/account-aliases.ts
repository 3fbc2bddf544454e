import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { entityAlreadyExists, noSuchEntity } from '../../errors.ts'
import { accountAliases } from '../../records.ts'
import { required } from '../../required.ts'

/** Names the account. A new alias takes the place of the old one; no two accounts have the same. */
export function createAccountAlias(
  input: Api.CreateAccountAliasRequest,
  { store, accountId }: OperationContext,
): Promise<Record<never, never>> {
  const alias = required(input.AccountAlias, 'AccountAlias')
  return changing(store, async (commit) => {
    const taken = await accountAliases.findBy(store, 'alias', [alias])
    if (taken) throw entityAlreadyExists(`The account alias ${alias} already exists.`)
    accountAliases.put(commit, { accountId, alias }, await accountAliases.get(store, [accountId]))
    return {}
  })
}

export function deleteAccountAlias(
  input: Api.DeleteAccountAliasRequest,
  { store, accountId }: OperationContext,
): Promise<Record<never, never>> {
  const alias = required(input.AccountAlias, 'AccountAlias')
  return changing(store, async (commit) => {
    const stored = await accountAliases.get(store, [accountId])
    if (stored?.value.alias !== alias)
      throw noSuchEntity(`The account alias with name ${alias} cannot be found.`)
    accountAliases.remove(commit, stored)
    return {}
  })
}

export async function listAccountAliases(
  _input: Api.ListAccountAliasesRequest,
  { store, accountId }: OperationContext,
): Promise<Api.ListAccountAliasesResponse> {
  const stored = await accountAliases.get(store, [accountId])
  return { AccountAliases: stored ? [stored.value.alias] : [], IsTruncated: false }
}
