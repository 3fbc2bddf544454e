import type * as Api from '@aws-sdk/client-sns'
import type { OperationContext } from '../../../dispatch/index.ts'
import { authorize } from '../authorization.ts'
import { change, loadNow } from '../directory.ts'
import { withoutPermission } from '../domain/topic-policy.ts'
import { topics } from '../records.ts'

/** Takes the statements of a label out of the topic's policy. UNVERIFIED: that one without any is no error. */
export async function removePermission(
  { TopicArn, Label: label = '' }: Api.RemovePermissionInput,
  context: OperationContext,
): Promise<object> {
  await change(context, async (commit) => {
    const known = await loadNow(context, TopicArn)
    authorize(context, known, 'RemovePermission')
    const { topic, stored, policy } = known
    const next = withoutPermission(policy, label)
    if (next === undefined) return
    topics.put(commit, { ...topic, attributes: { ...topic.attributes, Policy: next } }, stored)
  })
  return {}
}
