import type * as Api from '@aws-sdk/client-sqs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { authorize } from '../authorization.ts'
import { type KnownQueue, loadNow } from '../directory.ts'
import { checkReadableNames, effectiveAttributes } from '../domain/attributes.ts'
import { dropExpired } from '../retention-work.ts'

/** The attributes of a queue that the request names, or all. */
export async function getQueueAttributes(
  { QueueUrl, AttributeNames: names = [] }: Api.GetQueueAttributesRequest,
  context: OperationContext,
): Promise<Api.GetQueueAttributesResult> {
  const queue = await loadNow(context, QueueUrl)
  authorize(context, queue, 'GetQueueAttributes')
  checkReadableNames(names)
  if (names.length === 0) return {}
  const wanted = (name: string) => names.includes('All' as never) || names.includes(name as never)
  const counts = names.some((name) => name === 'All' || name.startsWith('ApproximateNumber'))
    ? await countsOf(context, queue)
    : {}
  const { attributes, fifo, createdAt, modifiedAt } = queue.queue
  const all: Record<string, string> = {
    QueueArn: queue.arn,
    ...counts,
    CreatedTimestamp: seconds(createdAt),
    LastModifiedTimestamp: seconds(modifiedAt),
    ...effectiveAttributes(attributes, fifo),
  }
  const chosen = Object.fromEntries(Object.entries(all).filter(([name]) => wanted(name)))
  return Object.keys(chosen).length === 0 ? {} : { Attributes: chosen }
}

async function countsOf(context: OperationContext, queue: KnownQueue): Promise<Record<string, string>> {
  await dropExpired(context, queue)
  const { ready, leased, delayed } = await context.store.queueCounts(queue.messages)
  return {
    ApproximateNumberOfMessages: String(ready),
    ApproximateNumberOfMessagesNotVisible: String(leased),
    ApproximateNumberOfMessagesDelayed: String(delayed),
  }
}

function seconds(milliseconds: number): string {
  return String(Math.floor(milliseconds / 1000))
}
