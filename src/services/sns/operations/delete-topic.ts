import type * as Api from '@aws-sdk/client-sns'
import type { OperationContext } from '../../../dispatch/index.ts'
import { authorize } from '../authorization.ts'
import { change, readTopic } from '../directory.ts'
import { readTopicArn } from '../domain/names.ts'
import { removalQueue, topics } from '../records.ts'

/** Removes a topic with its subscriptions. There may be none. */
export async function deleteTopic(
  { TopicArn }: Api.DeleteTopicInput,
  context: OperationContext,
): Promise<object> {
  const address = readTopicArn(context, TopicArn)
  await change(context, async (commit) => {
    const known = await readTopic(context.store, address)
    if (known === undefined) return
    authorize(context, known, 'DeleteTopic')
    topics.remove(commit, known.stored)
    commit.enqueue(removalQueue, { topicId: known.topic.topicId })
  })
  return {}
}
