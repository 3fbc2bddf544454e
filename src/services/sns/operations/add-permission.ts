import type * as Api from '@aws-sdk/client-sns'
import type { OperationContext } from '../../../dispatch/index.ts'
import { authorize } from '../authorization.ts'
import { change, loadNow } from '../directory.ts'
import { withAttribute } from '../domain/topic-attributes.ts'
import { withPermission } from '../domain/topic-policy.ts'
import { invalidParameter } from '../errors.ts'
import { topics } from '../records.ts'

/** Adds a statement to the topic's policy. */
export async function addPermission(
  {
    TopicArn,
    Label: label = '',
    AWSAccountId: accountIds = [],
    ActionName: actionNames = [],
  }: Api.AddPermissionInput,
  context: OperationContext,
): Promise<object> {
  // UNVERIFIED: the words.
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(label)) throw invalidParameter('Label')
  if (accountIds.length === 0 || accountIds.some((id) => !/^\d{12}$/.test(id)))
    throw invalidParameter('AWSAccountId')
  if (actionNames.length === 0) throw invalidParameter('ActionName')
  await change(context, async (commit) => {
    const known = await loadNow(context, TopicArn)
    authorize(context, known, 'AddPermission')
    const { topic, stored, policy } = known
    const next = withPermission(policy, topic, { label, accountIds, actionNames })
    const attributes = withAttribute(topic.attributes, 'Policy', next, topic.fifo)
    topics.put(commit, { ...topic, attributes }, stored)
  })
  return {}
}
