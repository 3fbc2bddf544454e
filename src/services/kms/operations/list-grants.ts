import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { grantView } from '../grant-listing.ts'
import { loadKey } from '../keys.ts'
import { shortPageItems } from '../limits.ts'
import { pageOf } from '../paging.ts'
import { grants } from '../records.ts'
import { required } from '../required.ts'

/** The grants of a key. */
export async function listGrants(
  input: Api.ListGrantsRequest,
  context: OperationContext,
): Promise<Api.ListGrantsResponse> {
  const { value: key } = await loadKey(context, required(input.KeyId, 'KeyId'), { action: 'ListGrants' })
  const home = [key.accountId, key.region, key.id]
  const { values, more } = await pageOf(
    input,
    shortPageItems,
    `ListGrants ${key.id}`,
    (after, limit) =>
      grants.list(context.store, { prefix: home, limit, ...(after === undefined ? {} : { after }) }),
    ({ id }) => [...home, id],
  )
  const grantee = input.GranteePrincipal ?? input.GranteeServicePrincipal
  const wanted = values.filter(
    (grant) =>
      (input.GrantId === undefined || grant.id === input.GrantId) &&
      (grantee === undefined || grant.grantee === grantee),
  )
  return { Grants: wanted.map((grant) => grantView(context, grant)), ...more }
}
