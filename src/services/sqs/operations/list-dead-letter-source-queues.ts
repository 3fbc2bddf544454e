import type * as Api from '@aws-sdk/client-sqs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { endpointOf } from '../attribute-rules.ts'
import { authorize } from '../authorization.ts'
import { loadNow } from '../directory.ts'
import { queueUrl } from '../domain/names.ts'
import { pageSize, positionOf, tokenOf } from '../listing.ts'
import { queues } from '../records.ts'

/** The queues whose redrive policy names this one. */
export async function listDeadLetterSourceQueues(
  { QueueUrl, NextToken, MaxResults }: Api.ListDeadLetterSourceQueuesRequest,
  context: OperationContext,
): Promise<Api.ListDeadLetterSourceQueuesResult> {
  const queue = await loadNow(context, QueueUrl)
  authorize(context, queue, 'ListDeadLetterSourceQueues')
  const purpose = JSON.stringify(['sqs dead-letter sources', queue.arn])
  const after = positionOf(purpose, NextToken)
  const { items, next } = await queues.listBy(context.store, 'deadLetter', {
    prefix: [queue.arn],
    ...(after === undefined ? {} : { after }),
    limit: pageSize(MaxResults),
  })
  return {
    queueUrls: items.map(({ value }) => queueUrl(endpointOf(context), value)),
    ...tokenOf(purpose, next, MaxResults),
  }
}
