import type * as Api from '@aws-sdk/client-sns'
import type { OperationContext } from '../../../dispatch/index.ts'
import { authorize } from '../authorization.ts'
import { change, loadNow } from '../directory.ts'
import { withAttribute } from '../domain/topic-attributes.ts'
import { topics } from '../records.ts'

export async function setTopicAttributes(
  { TopicArn, AttributeName: name = '', AttributeValue: value = '' }: Api.SetTopicAttributesInput,
  context: OperationContext,
): Promise<object> {
  await change(context, async (commit) => {
    const known = await loadNow(context, TopicArn)
    authorize(context, known, 'SetTopicAttributes')
    const { topic, stored } = known
    const attributes = withAttribute(topic.attributes, name, value, topic.fifo)
    topics.put(commit, { ...topic, attributes }, stored)
  })
  return {}
}
