import type * as Api from '@aws-sdk/client-sqs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { attributeRules, checkDeadLetterQueue, deadLetterArnOf } from '../attribute-rules.ts'
import { authorize } from '../authorization.ts'
import { change, loadNow } from '../directory.ts'
import { withAttributes } from '../domain/attributes.ts'
import { missingParameter } from '../errors.ts'
import { queues } from '../records.ts'

/** Sets attributes of a queue. They hold at once; AWS takes up to 60 seconds, and up to 15 minutes for the retention period. */
export async function setQueueAttributes(
  { QueueUrl, Attributes: given = {} }: Api.SetQueueAttributesRequest,
  context: OperationContext,
): Promise<object> {
  if (Object.keys(given).length === 0) throw missingParameter('Attribute.Name')
  await change(context, async (commit) => {
    const found = await loadNow(context, QueueUrl)
    authorize(context, found, 'SetQueueAttributes')
    const { deadLetterArn: _, ...queue } = found.queue
    const rules = attributeRules(queue, queue.fifo)
    const attributes = withAttributes(queue.attributes, given as Record<string, string>, rules)
    await checkDeadLetterQueue(context, commit, attributes, queue)
    const deadLetterArn = deadLetterArnOf(attributes, queue)
    const changed = {
      ...queue,
      attributes,
      ...(deadLetterArn === undefined ? {} : { deadLetterArn }),
      modifiedAt: context.now,
    }
    queues.put(commit, changed, found.stored)
  })
  return {}
}
