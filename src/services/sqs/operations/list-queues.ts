import type * as Api from '@aws-sdk/client-sqs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { endpointOf } from '../attribute-rules.ts'
import { queueUrl } from '../domain/names.ts'
import { pageSize, positionOf, tokenOf } from '../listing.ts'
import { queues } from '../records.ts'

/** The addresses of the account's queues, in the order of their names. */
export async function listQueues(
  { QueueNamePrefix: prefix = '', NextToken, MaxResults }: Api.ListQueuesRequest,
  context: OperationContext,
): Promise<Api.ListQueuesResult> {
  const { accountId, region, store } = context
  const purpose = JSON.stringify(['sqs queues', accountId, region, prefix])
  const after = positionOf(purpose, NextToken)
  const { items, next } = await queues.list(store, {
    prefix: [accountId, region],
    ...(prefix === ''
      ? {}
      : { start: [accountId, region, prefix], end: [accountId, region, `${prefix}\u{10ffff}`] }),
    ...(after === undefined ? {} : { after }),
    limit: pageSize(MaxResults),
  })
  const urls = items.map(({ value }) => queueUrl(endpointOf(context), value))
  return { ...(urls.length === 0 ? {} : { QueueUrls: urls }), ...tokenOf(purpose, next, MaxResults) }
}
