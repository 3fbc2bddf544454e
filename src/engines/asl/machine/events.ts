import { endExecution, guard } from './fail.ts'
import { failureDetails } from './failure.ts'
import type { Run } from './run.ts'
import { mapRunFailed, mapRunStarted, mapRunSucceeded } from './states/distributed-map.ts'
import { taskBegun, taskFailed, taskSubmitted, taskSucceeded, taskTimerFired } from './states/task.ts'
import { endWait } from './states/wait.ts'
import type {
  MachineEvent,
  MapRunFailedEvent,
  MapRunStartedEvent,
  MapRunSucceededEvent,
  TaskFailedEvent,
  TaskHeartbeatEvent,
  TaskStartedEvent,
  TaskSubmittedEvent,
  TaskSucceededEvent,
  ThreadId,
  TimerFiredEvent,
} from './types.ts'

type TaskEvent =
  | TaskStartedEvent
  | TaskSubmittedEvent
  | TaskSucceededEvent
  | TaskFailedEvent
  | TaskHeartbeatEvent
type MapRunEvent = MapRunStartedEvent | MapRunSucceededEvent | MapRunFailedEvent

/** Takes up what happened in the world, in an execution that runs. What is over is not touched. */
export async function take(run: Run, event: MachineEvent): Promise<void> {
  switch (event.type) {
    case 'TaskStarted':
    case 'TaskSubmitted':
    case 'TaskSucceeded':
    case 'TaskFailed':
    case 'TaskHeartbeat':
      return takeTask(run, event)
    case 'MapRunStarted':
    case 'MapRunSucceeded':
    case 'MapRunFailed':
      return takeMapRun(run, event)
    case 'TimerFired':
      return takeTimer(run, event)
    case 'Stop':
      // Points to no event. Observed on AWS, 2023-08-29.
      return endExecution(run, 'ABORTED', event, 0)
    case 'Continue':
      if (run.execution.continuing) run.clear('continuing')
      return
    case 'Start':
    case 'Redrive':
      return
  }
}

/** The execution's time is over. Its event points to no other. Source: https://github.com/floci-io/floci/pull/2782, measured on AWS. */
export function timeOut(run: Run): void {
  endExecution(run, 'TIMED_OUT', { error: 'States.Timeout' }, 0)
}

/** The thread that a task or timer belongs to, by its name. */
function threadOf(name: string): ThreadId {
  return name.slice(0, name.lastIndexOf('.'))
}

async function takeTask(run: Run, event: TaskEvent): Promise<void> {
  const id = threadOf(event.taskId)
  const activity = run.findThread(id)?.activity
  if (activity?.kind !== 'task' || activity.taskId !== event.taskId) return
  const state = run.stateOf(id)
  if (state.type !== 'Task') return
  await guard(run, id, () => {
    switch (event.type) {
      case 'TaskStarted':
        return taskBegun(run, id, state, activity, event.workerName)
      case 'TaskSubmitted':
        return taskSubmitted(run, id, state, activity, event.output)
      case 'TaskSucceeded':
        return taskSucceeded(run, id, state, activity, event.output)
      case 'TaskFailed':
        throw taskFailed(run, id, state, activity, failureDetails(event), event.phase ?? 'run')
      case 'TaskHeartbeat':
        if (activity.heartbeatTimerId !== undefined && activity.lastHeartbeatMs !== run.nowMs) {
          run.changeThread(id, { activity: { ...activity, lastHeartbeatMs: run.nowMs } })
        }
        return
    }
  })
}

async function takeMapRun(run: Run, event: MapRunEvent): Promise<void> {
  const id = threadOf(event.taskId)
  const activity = run.findThread(id)?.activity
  if (activity?.kind !== 'mapRun' || activity.taskId !== event.taskId) return
  const state = run.stateOf(id)
  if (state.type !== 'Map') return
  await guard(run, id, () => {
    switch (event.type) {
      case 'MapRunStarted':
        return mapRunStarted(run, id, activity, event.mapRunArn, event.redriveCount ?? 0)
      case 'MapRunSucceeded':
        return mapRunSucceeded(run, id, state, event.output)
      case 'MapRunFailed':
        throw mapRunFailed(run, id, activity, failureDetails(event))
    }
  })
}

async function takeTimer(run: Run, event: TimerFiredEvent): Promise<void> {
  const { timerId } = event
  if (timerId === run.execution.timerId) return timeOut(run)
  const id = threadOf(timerId)
  const activity = run.findThread(id)?.activity
  if (activity?.kind === 'wait' && activity.timerId === timerId) {
    if (activity.retry) {
      run.changeThread(id, { activity: { kind: 'again' } })
      run.ready.push(id)
      return
    }
    const state = run.stateOf(id)
    if (state.type === 'Wait') await guard(run, id, () => endWait(run, id, state))
  } else if (activity?.kind === 'task') {
    if (activity.timeoutTimerId !== timerId && activity.heartbeatTimerId !== timerId) return
    const state = run.stateOf(id)
    if (state.type !== 'Task') return
    await guard(run, id, () => {
      const error = taskTimerFired(run, id, state, activity, timerId)
      if (error) throw error
    })
  }
}
