import type { Json } from '../../../base/json.ts'
import type { State, Transition } from '../definition/program.ts'
import { assign, type Outcome } from './data-flow.ts'
import type { Run } from './run.ts'
import type { Thread, ThreadId } from './types.ts'

/** A thread enters its state: the history tells it. */
export function enter(run: Run, id: ThreadId, state: State): void {
  const { input, previousEventId } = run.thread(id)
  run.enteredAfter.set(id, previousEventId)
  const first = run.execution.eventCount === 1 && run.inputText !== undefined
  const enteredEventId = run.record(id, `${state.type}StateEntered`, 'stateEnteredEventDetails', {
    name: state.name,
    input: first && run.inputText !== undefined ? run.inputText : run.text(input),
    inputDetails: { truncated: false },
  })
  run.changeThread(id, { enteredMs: run.nowMs, enteredEventId })
}

/**
 * A thread leaves its state: variables are assigned, the history tells it, and the thread is about to enter the next state, or has ended.
 * @throws FailureError States.DataLimitExceeded
 */
export function exit(
  run: Run,
  id: ThreadId,
  state: Exclude<State, { type: 'Fail' }>,
  outcome: Outcome,
  transition: Transition,
): void {
  const text = run.payload(outcome.output, state.name, true)
  const assignedVariables = outcome.assigned && assign(run, id, outcome.assigned)
  run.record(id, `${state.type}StateExited`, 'stateExitedEventDetails', {
    name: state.name,
    output: text,
    outputDetails: { truncated: false },
    ...(assignedVariables && { assignedVariables, assignedVariablesDetails: { truncated: false } }),
  })
  if ('next' in transition) {
    move(run, id, transition.next, outcome.output)
    run.ready.unshift(id)
  } else {
    run.changeThread(id, { activity: { kind: 'again' } })
    run.ended.push({ id, output: outcome.output })
  }
}

/** The thread is about to enter a state; what it kept of the one before is gone. */
function move(run: Run, id: ThreadId, state: string, input: Json): void {
  const { fork, index, variables, variableBytes, previousEventId } = run.thread(id)
  run.putThread(id, {
    ...placeOf(fork, index),
    state,
    input,
    variables,
    ...(variableBytes !== undefined && { variableBytes }),
    previousEventId,
    activity: { kind: 'enter' },
  })
}

function placeOf(fork: string | undefined, index: number | undefined): Pick<Thread, 'fork' | 'index'> {
  return fork === undefined || index === undefined ? {} : { fork, index }
}
