import type * as Api from '@aws-sdk/client-sqs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { authorize } from '../authorization.ts'
import { change } from '../directory.ts'
import { readTaskHandle } from '../domain/task-handles.ts'
import { invalidParameterValue, missingParameter, resourceNotFound } from '../errors.ts'
import { isActive, moveTasks } from '../records.ts'
import { queueOfArn } from '../task-queues.ts'

/** Ends a task that moves messages: at once, where AWS's is CANCELLING for a while. What was moved stays where it is. */
export async function cancelMessageMoveTask(
  { TaskHandle: handle }: Api.CancelMessageMoveTaskRequest,
  context: OperationContext,
): Promise<Api.CancelMessageMoveTaskResult> {
  if (handle === undefined || handle === '') throw missingParameter('TaskHandle')
  const read = readTaskHandle(handle)
  if (read === undefined) throw invalidParameterValue('Value for parameter TaskHandle is invalid.')
  const { accountId, region, store } = context
  return change(context, async (commit) => {
    const source = await queueOfArn(context, 'SourceArn', read.sourceArn)
    authorize(context, source, 'CancelMessageMoveTask')
    const stored = await moveTasks.get(store, [accountId, region, source.queue.name, read.taskId])
    if (stored === undefined) throw resourceNotFound('Task does not exist.')
    // UNVERIFIED: AWS's words.
    if (!isActive(stored.value)) throw invalidParameterValue('Only running tasks can be cancelled.')
    moveTasks.put(commit, { ...stored.value, status: 'CANCELLED' }, stored)
    return { ApproximateNumberOfMessagesMoved: stored.value.moved }
  })
}
