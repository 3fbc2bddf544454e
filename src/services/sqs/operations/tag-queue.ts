import type * as Api from '@aws-sdk/client-sqs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { authorize } from '../authorization.ts'
import { change, loadNow } from '../directory.ts'
import { withTags } from '../domain/tags.ts'
import { missingParameter } from '../errors.ts'
import { queues } from '../records.ts'

/** Adds tags to a queue, or gives those that it has new values. */
export async function tagQueue(
  { QueueUrl, Tags = {} }: Api.TagQueueRequest,
  context: OperationContext,
): Promise<object> {
  if (Object.keys(Tags).length === 0) throw missingParameter('Tags')
  await change(context, async (commit) => {
    const found = await loadNow(context, QueueUrl)
    authorize(context, found, 'TagQueue')
    queues.put(commit, { ...found.queue, tags: withTags(found.queue.tags, Tags) }, found.stored)
  })
  return {}
}
