import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { keyArn } from '../keys.ts'
import { pageItems } from '../limits.ts'
import { pageOf } from '../paging.ts'
import { keys } from '../records.ts'

/** The account's keys in this region, AWS's own included. */
export async function listKeys(
  input: Api.ListKeysRequest,
  context: OperationContext,
): Promise<Api.ListKeysResponse> {
  const { accountId, region, store, now } = context
  const { values, more } = await pageOf(
    input,
    pageItems,
    `ListKeys ${accountId} ${region}`,
    (after, limit) =>
      keys.list(store, { prefix: [accountId, region], limit, ...(after === undefined ? {} : { after }) }),
    ({ id }) => [accountId, region, id],
  )
  const living = values.filter(({ deletionAt }) => deletionAt === undefined || deletionAt > now)
  return { Keys: living.map((key) => ({ KeyId: key.id, KeyArn: keyArn(context, key, key.id) })), ...more }
}
