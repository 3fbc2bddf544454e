import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { validation } from '../errors.ts'
import { grantView } from '../grant-listing.ts'
import { shortPageItems } from '../limits.ts'
import { pageOf } from '../paging.ts'
import { grants } from '../records.ts'

/** The grants that somebody may retire, whatever their key. */
export async function listRetirableGrants(
  input: Api.ListRetirableGrantsRequest,
  context: OperationContext,
): Promise<Api.ListGrantsResponse> {
  const { accountId, region, store } = context
  const retiring = input.RetiringPrincipal ?? input.RetiringServicePrincipal
  // UNVERIFIED: the words.
  if (retiring === undefined)
    throw validation('RetiringPrincipal or RetiringServicePrincipal must be specified.')
  const home = [accountId, region, retiring]
  const { values, more } = await pageOf(
    input,
    shortPageItems,
    `ListRetirableGrants ${home.join(' ')}`,
    (after, limit) =>
      grants.listBy(store, 'retiring', { prefix: home, limit, ...(after === undefined ? {} : { after }) }),
    ({ keyId, id }) => [...home, accountId, region, keyId, id],
  )
  return { Grants: values.map((grant) => grantView(context, grant)), ...more }
}
