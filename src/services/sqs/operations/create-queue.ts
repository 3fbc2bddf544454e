import type * as Api from '@aws-sdk/client-sqs'
import { randomUuid } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { attributeRules, checkDeadLetterQueue, deadLetterArnOf, endpointOf } from '../attribute-rules.ts'
import { change, readQueue } from '../directory.ts'
import { checkSameAttributes, effectiveAttributes, withAttributes } from '../domain/attributes.ts'
import { checkNewName, queueUrl } from '../domain/names.ts'
import { withTags } from '../domain/tags.ts'
import { invalidAttributeValue, missingParameter } from '../errors.ts'
import { queues } from '../records.ts'

/**
 * Makes a queue. One of this name that exists is the answer too, unless it differs in an attribute that the request names. A name
 * can be used again at once after its queue was deleted; AWS asks for 60 seconds, which only makes deployments and tests wait.
 */
export async function createQueue(
  { QueueName: name, Attributes: given = {}, tags = {} }: Api.CreateQueueRequest,
  context: OperationContext,
): Promise<Api.CreateQueueResult> {
  if (name === undefined || name === '') throw missingParameter('QueueName')
  const fifo = given.FifoQueue !== undefined
  if (fifo && given.FifoQueue !== 'true') throw invalidAttributeValue('FifoQueue')
  checkNewName(name, fifo)
  const { accountId, region } = context
  const address = { accountId, region, name }
  const attributes = withAttributes({}, given as Record<string, string>, attributeRules(address, fifo))
  const url = queueUrl(endpointOf(context), address)
  return change(context, async (commit) => {
    const existing = await readQueue(context.store, address)
    if (existing !== undefined) {
      const kept = effectiveAttributes(existing.queue.attributes, fifo)
      checkSameAttributes(kept, effectiveAttributes(attributes, fifo), given as Record<string, string>)
      return { QueueUrl: url }
    }
    await checkDeadLetterQueue(context, commit, attributes, address)
    const deadLetterArn = deadLetterArnOf(attributes, address)
    const queue = {
      ...address,
      queueId: randomUuid(context.random),
      fifo,
      attributes,
      ...(deadLetterArn === undefined ? {} : { deadLetterArn }),
      tags: withTags({}, tags),
      createdAt: context.now,
      modifiedAt: context.now,
    }
    queues.put(commit, queue, undefined)
    return { QueueUrl: url }
  })
}
