import type * as Api from '@aws-sdk/client-sqs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { authorize } from '../authorization.ts'
import { change, loadNow } from '../directory.ts'
import { sidOf, statementsOf, withoutPermission } from '../domain/permissions.ts'
import { invalidValue } from '../errors.ts'
import { queues } from '../records.ts'

/** Takes the statement of a label out of the queue's policy. */
export async function removePermission(
  { QueueUrl, Label: label = '' }: Api.RemovePermissionRequest,
  context: OperationContext,
): Promise<object> {
  await change(context, async (commit) => {
    const found = await loadNow(context, QueueUrl)
    authorize(context, found, 'RemovePermission')
    const { Policy: policy, ...others } = found.queue.attributes
    if (policy === undefined || !statementsOf(policy).some((statement) => sidOf(statement) === label))
      throw invalidValue(label, 'Label', "can't find label on existing policy.")
    const left = withoutPermission(policy, label)
    const attributes = left === undefined ? others : { ...others, Policy: left }
    queues.put(commit, { ...found.queue, attributes, modifiedAt: context.now }, found.stored)
  })
  return {}
}
