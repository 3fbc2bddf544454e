import type * as Api from '@aws-sdk/client-sfn'
import type { Operation, OperationContext } from '../../../dispatch/index.ts'
import { atomic, type Message } from '../../../store/index.ts'
import { requireActivity } from '../activities.ts'
import { activityArn } from '../domain/arns.ts'
import { requireKey } from '../encryption.ts'
import { activityPollSeconds, messageLeaseMs } from '../limits.ts'
import { type ActivityTask, activityQueue } from '../records.ts'
import { required } from '../required.ts'
import type { StatesRoom } from '../room.ts'

/**
 * Waits up to a minute for a task; an answer without a token says that there was none. Source: API Reference, GetActivityTask. A worker whose
 * server is killed between the task's begin and the answer never hears of the task, which then ends by its time, as at AWS.
 */
export function getActivityTask(
  room: StatesRoom,
): Operation<Api.GetActivityTaskInput, Api.GetActivityTaskOutput> {
  return async (input, context) => {
    const activity = await requireActivity(context, required(input.activityArn, 'activityArn'))
    await requireKey(context, activity)
    const arn = activityArn(activity, activity.name)
    const task = await room.polls.during(arn, () => poll(room, context, activity, input.workerName))
    return task ? { taskToken: task.taskToken, input: task.input } : {}
  }
}

async function poll(
  room: StatesRoom,
  context: OperationContext,
  activity: { readonly name: string } & Parameters<typeof activityQueue>[0],
  workerName: string | undefined,
): Promise<ActivityTask | undefined> {
  const { store, clock, signal, closing } = context
  const queue = activityQueue(activity, activity.name)
  const deadline = clock.now() + activityPollSeconds * 1000
  let wake = () => {}
  let stirred = true
  const stir = () => {
    stirred = true
    wake()
  }
  const unsubscribe = store.subscribe({ type: 'queue', queue }, stir)
  const timer = clock.setTimer(deadline, stir)
  const stops = [signal, ...(closing ? [closing] : [])]
  for (const stop of stops) stop.addEventListener('abort', stir)
  try {
    for (;;) {
      stirred = false
      if (stops.some(({ aborted }) => aborted)) return undefined
      const lease = { leaseMs: messageLeaseMs, ofThisProcess: true }
      const [message] = await store.receive<ActivityTask>(queue, { max: 1, ...lease })
      if (message) {
        const task = await take(room, context, message, workerName)
        if (task) return task
        continue
      }
      if (clock.now() >= deadline) return undefined
      if (!stirred)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
    }
  } finally {
    unsubscribe()
    timer.cancel()
    for (const stop of stops) stop.removeEventListener('abort', stir)
  }
}

/** Begins the task for the worker; undefined when nobody waits for it any more. */
async function take(
  room: StatesRoom,
  { store }: OperationContext,
  message: Message<ActivityTask>,
  workerName: string | undefined,
): Promise<ActivityTask | undefined> {
  const { execution, taskId } = message.value
  const arrived = await room.running.driver.deliver(execution, {
    happening: { type: 'TaskStarted', taskId, ...(workerName === undefined ? {} : { workerName }) },
  })
  const { ok } = await atomic(store).acknowledge(message.receipt).commit()
  return ok && arrived === 'taken' ? message.value : undefined
}
