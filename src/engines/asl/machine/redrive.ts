import { beginIterations } from './forks.ts'
import { historyEventsMax } from './limits.ts'
import type { Run } from './run.ts'
import type { Execution, ThreadId } from './types.ts'

/**
 * Whether the machine can go on with an execution that has ended: it did not succeed, and its history has room. Further conditions (14 days, the limit
 * of redrives, Express) are the service's. Source: API Reference, "RedriveExecution": fewer than 24,999 events.
 */
export function canRedrive(execution: Execution, eventsMax = historyEventsMax): boolean {
  const { status, eventCount } = execution
  return (status === 'FAILED' || status === 'ABORTED' || status === 'TIMED_OUT') && eventCount < eventsMax - 1
}

/**
 * Goes on with an execution where it did not succeed, with the same input and with counters of retries at none. States that succeeded stay as they
 * are; of Parallel and Map states only what failed or was aborted runs again.
 * Source: Developer Guide, "Restarting state machine executions with redrive", "Redrive behavior of individual states".
 * UNVERIFIED: which events AWS writes for states that go on (here: a Task is scheduled anew without being entered, an iteration is started anew).
 */
export async function redrive(run: Run): Promise<void> {
  const redriveCount = run.execution.redriveCount + 1
  run.change({ status: 'RUNNING', redriveCount, redrivenMs: run.nowMs })
  const eventId = run.recordAfter(0, 'ExecutionRedriven', 'executionRedrivenEventDetails', { redriveCount })
  await goOn(run, 'main', eventId)
}

async function goOn(run: Run, id: ThreadId, eventId: number): Promise<void> {
  const { retryCount: _, retrierCounts: __, ...thread } = run.thread(id)
  const { activity } = thread
  if (activity.kind === 'fork') {
    run.putThread(id, { ...thread, previousEventId: eventId })
    const state = run.stateOf(id)
    for (const inner of run.fork(activity.fork).threads) {
      const { index = 0 } = run.thread(inner)
      const startedId =
        state.type === 'Map'
          ? run.recordAfter(eventId, 'MapIterationStarted', 'mapIterationStartedEventDetails', {
              name: state.name,
              index,
            })
          : eventId
      await goOn(run, inner, startedId)
    }
    // Iterations that had not begun, where fewer run now than may.
    if (state.type === 'Map') await beginIterations(run, activity.fork, eventId)
    return
  }
  const state = run.stateOf(id)
  // What waits for the world is asked again; what only reckons is entered again.
  const again =
    thread.enteredMs !== undefined &&
    (state.type === 'Task' || state.type === 'Parallel' || state.type === 'Map')
  const mapRunArn = activity.kind === 'stopped' ? activity.mapRunArn : undefined
  run.putThread(id, {
    ...thread,
    previousEventId: eventId,
    activity: again ? { kind: 'again', ...(mapRunArn !== undefined && { mapRunArn }) } : { kind: 'enter' },
  })
  run.ready.push(id)
}
