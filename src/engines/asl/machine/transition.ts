import type { Json } from '../../../base/json.ts'
import type { State, Transition } from '../definition/program.ts'
import { assign, type Outcome } from './data-flow.ts'
import type { Run } from './run.ts'
import type { Thread, ThreadId } from './types.ts'

/** A thread enters its state: the history tells it. */
export function enter(run: Run, id: ThreadId, state: State): void {
  const thread = run.thread(id)
  const { previousEventId } = thread
  run.enteredAfter.set(id, previousEventId)
  const enteredEventId = run.settings.statesUntold ? run.pass() : tellEntered(run, state, thread)
  run.putThread(id, { ...thread, previousEventId: enteredEventId, enteredMs: run.nowMs, enteredEventId })
}

function tellEntered(run: Run, state: State, { input, previousEventId }: Thread): number {
  const first = run.eventCount === 1 && run.inputText !== undefined
  return run.recordAfter(previousEventId, `${state.type}StateEntered`, 'stateEnteredEventDetails', {
    name: state.name,
    input: first && run.inputText !== undefined ? run.inputText : run.text(input),
    inputDetails: untruncated,
  })
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
  const previousEventId = run.settings.statesUntold
    ? run.pass()
    : tellExited(run, id, state, text, assignedVariables)
  if ('next' in transition) {
    move(run, id, transition.next, outcome.output, previousEventId)
    run.ready.unshift(id)
  } else {
    run.changeThread(id, { activity: { kind: 'again' }, previousEventId })
    run.ended.push({ id, output: outcome.output })
  }
}

function tellExited(
  run: Run,
  id: ThreadId,
  state: Exclude<State, { type: 'Fail' }>,
  output: string,
  assignedVariables: Record<string, string> | undefined,
): number {
  const left = { name: state.name, output, outputDetails: untruncated }
  return run.recordAfter(
    run.thread(id).previousEventId,
    `${state.type}StateExited`,
    'stateExitedEventDetails',
    assignedVariables ? { ...left, assignedVariables, assignedVariablesDetails: untruncated } : left,
  )
}

/** The thread is about to enter a state; what it kept of the one before is gone. */
function move(run: Run, id: ThreadId, state: string, input: Json, previousEventId: number): void {
  const { fork, index, variables, variableBytes } = run.thread(id)
  const next: Thread = { state, input, variables, previousEventId, activity: entering }
  if (fork === undefined && variableBytes === undefined) run.putThread(id, next)
  else
    run.putThread(id, {
      ...(fork !== undefined && index !== undefined && { fork, index }),
      ...next,
      ...(variableBytes !== undefined && { variableBytes }),
    })
}

/** Nothing of histories is cut here. One object for all events: none is ever changed. */
const untruncated = { truncated: false } as const
const entering = { kind: 'enter' } as const
