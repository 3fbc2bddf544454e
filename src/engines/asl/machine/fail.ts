import type { Soon } from '../../../base/soon.ts'
import type { State } from '../definition/program.ts'
import { outcomeOfError } from './data-flow.ts'
import { errorOutput, type Failure, failureDetails, failureOf, matches } from './failure.ts'
import { abortFork, removeFork, stop } from './forks.ts'
import { retry, retryOf } from './retry.ts'
import { HistoryFull, type Run } from './run.ts'
import { exit } from './transition.ts'
import type { EndStatus, ThreadId } from './types.ts'

/**
 * Runs a part of a thread's state. When the state fails in it, the failure goes its way: to the state's retriers and catchers, to the state around it,
 * in the end to the execution. Errors that are no failures of states are thrown on.
 */
export function guard(run: Run, id: ThreadId, part: () => Soon<void>): Soon<void> {
  const onError = (error: unknown): Promise<void> => {
    if (error instanceof HistoryFull) throw error
    return fail(run, id, error)
  }
  try {
    const going = part()
    return going instanceof Promise ? going.catch(onError) : going
  } catch (error) {
    return onError(error)
  }
}

async function fail(run: Run, failedId: ThreadId, error: unknown): Promise<void> {
  let id = failedId
  let failure = told(run, id, error)
  if (run.inspection) run.inspection.failure = failure
  const { activity } = run.thread(id)
  if (activity.kind === 'fork' && failure.error !== 'States.Runtime') {
    // The state itself fails while its threads are at work: its item selector did.
    abortFork(run, activity.fork, run.thread(id).previousEventId)
  }
  for (;;) {
    if (failure.error === 'States.Runtime') return endFailed(run, id, failure)
    const state = run.stateOf(id)
    const again = retryOf(state, failure, run.thread(id).retrierCounts, () => run.chance.random())
    if (again) {
      run.inspection?.note('errorDetails', {
        retryIndex: again.index,
        retryBackoffIntervalSeconds: again.delayMs / 1000,
      })
      forget(run, id)
      return retry(run, id, state, again)
    }
    if (state.type === 'Map' || state.type === 'Parallel') run.record(id, `${state.type}StateFailed`)
    const caught = await catchBy(run, id, state, failure)
    if (caught === true) return
    if (caught) failure = caught
    const { fork: forkId, previousEventId } = run.thread(id)
    if (forkId === undefined || failure.error === 'States.Runtime') return endFailed(run, id, failure)
    // The failure of a Parallel or Map state is told: it was not aborted.
    abortFork(run, forkId, previousEventId, id, state.type === 'Map' || state.type === 'Parallel')
    id = run.fork(forkId).thread
    run.changeThread(id, { previousEventId })
  }
}

/**
 * The failure that an error is. What an expression failed with is told in the history. Where a Map state could not begin, that points to the event
 * before the state was entered. Observed on AWS, 2024-11-19 (test_map_state_items_eval_jsonata_variable_sampling_fail).
 */
function told(run: Run, id: ThreadId, error: unknown): Failure {
  const { state, enteredEventId = 0, previousEventId } = run.thread(id)
  const failure = failureOf(error, state, enteredEventId)
  if (failure.location !== undefined) {
    const before = run.enteredAfter.get(id)
    if (before !== undefined && previousEventId === enteredEventId && run.stateOf(id).type === 'Map') {
      run.changeThread(id, { previousEventId: before })
    }
    run.record(id, 'EvaluationFailed', 'evaluationFailedEventDetails', {
      ...failureDetails(failure),
      location: failure.location,
      state,
    })
  }
  return failure
}

/**
 * Hands the failure to the state's catchers. True when one took it; the catcher's own failure when its Assign or Output failed, which goes on to the
 * state around.
 */
async function catchBy(run: Run, id: ThreadId, state: State, failure: Failure): Promise<boolean | Failure> {
  if (!('catch' in state)) return false
  const index = state.catch.findIndex((catcher) => matches(catcher.errorEquals, failure))
  const catcher = state.catch[index]
  if (!catcher) return false
  run.inspection?.note('errorDetails', { catchIndex: index })
  try {
    const outcome = await outcomeOfError(run, id, state, catcher, errorOutput(failure))
    forget(run, id)
    exit(run, id, state, outcome, { next: catcher.next })
    return true
  } catch (error) {
    if (error instanceof HistoryFull) throw error
    return told(run, id, error)
  }
}

/** The threads of a state that is begun again, or left by a catcher, are gone for good. */
function forget(run: Run, id: ThreadId): void {
  const { activity } = run.thread(id)
  if (activity.kind === 'fork') removeFork(run, activity.fork)
  run.changeThread(id, { activity: { kind: 'again' } })
}

/** The execution fails by a thread's failure. Threads stay where they are: a redrive begins there. */
function endFailed(run: Run, id: ThreadId, failure: Failure): void {
  const { previousEventId } = run.thread(id)
  endExecution(run, 'FAILED', failure, previousEventId)
}

/** The execution ends otherwise than by success. The last event. */
export function endExecution(
  run: Run,
  status: Exclude<EndStatus, 'SUCCEEDED'>,
  failure: Failure,
  previousEventId: number,
): void {
  for (const [id] of run.threads()) stop(run, id)
  const details = failureDetails(failure)
  if (status === 'FAILED') {
    run.recordAfter(previousEventId, 'ExecutionFailed', 'executionFailedEventDetails', details)
  } else if (status === 'TIMED_OUT') {
    run.recordAfter(previousEventId, 'ExecutionTimedOut', 'executionTimedOutEventDetails', details)
  } else run.recordAfter(previousEventId, 'ExecutionAborted', 'executionAbortedEventDetails', details)
  run.end(status)
  // DescribeExecution of an execution that timed out has neither. Observed on AWS, 2024-03-10.
  run.command({ type: 'Complete', status, ...(status !== 'TIMED_OUT' && details) })
}
