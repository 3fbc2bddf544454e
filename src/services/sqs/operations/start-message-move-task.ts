import type * as Api from '@aws-sdk/client-sqs'
import { randomUuid } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { authorize } from '../authorization.ts'
import { change } from '../directory.ts'
import { writeTaskHandle } from '../domain/task-handles.ts'
import { invalidParameterValue, invalidValue } from '../errors.ts'
import { movesPerSecondMax } from '../limits.ts'
import { type MoveStep, type MoveTask, moveQueue, moveTasks, queues } from '../records.ts'
import { queueOfArn } from '../task-queues.ts'

/** Begins to move the messages of a dead-letter queue back to where they came from, or to another queue. */
export async function startMessageMoveTask(
  { SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond: perSecond }: Api.StartMessageMoveTaskRequest,
  context: OperationContext,
): Promise<Api.StartMessageMoveTaskResult> {
  const { store, accountId, region } = context
  if (perSecond !== undefined && (perSecond < 1 || perSecond > movesPerSecondMax)) {
    // UNVERIFIED: AWS's words.
    const reason = `Must be between 1 and ${movesPerSecondMax}, if provided.`
    throw invalidValue(perSecond, 'MaxNumberOfMessagesPerSecond', reason)
  }
  return change(context, async (commit) => {
    const source = await queueOfArn(context, 'SourceArn', SourceArn)
    authorize(context, source, 'StartMessageMoveTask')
    const sources = await queues.listBy(store, 'deadLetter', { prefix: [source.arn], limit: 1 })
    if (sources.items.length === 0)
      throw invalidParameterValue('Source queue must be configured as a Dead Letter Queue.')
    if (DestinationArn !== undefined) {
      const destination = await queueOfArn(context, 'DestinationArn', DestinationArn)
      // UNVERIFIED: AWS's words, of both. Messages that come back where they were would be moved for ever.
      if (destination.arn === source.arn)
        throw invalidParameterValue('Source and destination queues must be different.')
      if (destination.queue.fifo !== source.queue.fifo)
        throw invalidParameterValue('Source and destination queues must be of the same type.')
    }
    const running = await moveTasks.findBy(store, 'active', [accountId, region, source.queue.name])
    if (running !== undefined)
      throw invalidParameterValue(
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      )
    const { ready } = await store.queueCounts(source.messages)
    const task: MoveTask = {
      accountId,
      region,
      source: source.queue.name,
      taskId: randomUuid(context.random),
      ...(DestinationArn === undefined ? {} : { destinationArn: DestinationArn }),
      ...(perSecond === undefined ? {} : { perSecond }),
      status: 'RUNNING',
      moved: 0,
      toMove: ready,
      startedAt: context.now,
    }
    moveTasks.put(commit, task, undefined)
    const step: MoveStep = { accountId, region, source: task.source, taskId: task.taskId }
    commit.enqueue(moveQueue, step)
    return { TaskHandle: writeTaskHandle(task.taskId, source.arn) }
  })
}
