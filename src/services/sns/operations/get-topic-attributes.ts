import type * as Api from '@aws-sdk/client-sns'
import type { OperationContext } from '../../../dispatch/index.ts'
import { authorize } from '../authorization.ts'
import { loadNow } from '../directory.ts'
import { topicAttributes } from '../views.ts'

export async function getTopicAttributes(
  { TopicArn }: Api.GetTopicAttributesInput,
  context: OperationContext,
): Promise<Api.GetTopicAttributesResponse> {
  const known = await loadNow(context, TopicArn)
  authorize(context, known, 'GetTopicAttributes')
  return { Attributes: await topicAttributes(context.store, known) }
}
