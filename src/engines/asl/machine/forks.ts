/**
 * Parallel and inline Map states at work: threads begin, end and are aborted. Histories as recorded on AWS: each branch has its own line of events;
 * what tells of iterations and of the state's success stands beside the lines.
 * Source: https://github.com/localstack/localstack, tests/aws/services/stepfunctions/v2 (scenarios/test_base_scenarios, timeouts/test_timeouts);
 * https://github.com/floci-io/floci/pull/3167.
 */
import { invariant } from '../../../base/invariant.ts'
import type { Json, JsonObject } from '../../../base/json.ts'
import type { MapState, ParallelState } from '../definition/program.ts'
import { scopeOf } from './context.ts'
import { effectiveInput, outcomeOfResult } from './data-flow.ts'
import { FailureError, tooLarge } from './failure.ts'
import { atPage, putInPages, withoutBefore } from './pages.ts'
import type { Run } from './run.ts'
import { exit } from './transition.ts'
import type { ThreadId } from './types.ts'

/** A thread begins in a fork, after an event. It is ready once those before it have had their turn. */
export function startThread(
  run: Run,
  forkId: string,
  index: number,
  startAt: string,
  input: Json,
  previousEventId: number,
): ThreadId {
  const id = run.name('t')
  run.putThread(id, {
    fork: forkId,
    index,
    state: startAt,
    input,
    variables: {},
    previousEventId,
    activity: { kind: 'enter' },
  })
  const fork = run.fork(forkId)
  run.putFork(forkId, { ...fork, threads: [...fork.threads, id] })
  run.ready.push(id)
  return id
}

/**
 * Begins as many iterations of a Map state as may run at once, each after an event.
 * @throws what the item selector fails with: the Map state's failure
 */
export async function beginIterations(run: Run, forkId: string, previousEventId: number): Promise<void> {
  for (;;) {
    const fork = run.fork(forkId)
    if (fork.begun >= fork.length || fork.threads.length >= fork.concurrency) return
    const state = run.stateOf(fork.thread)
    invariant(state.type === 'Map', 'Iterations are those of a Map state.')
    const index = fork.begun
    const item = atPage(fork.items ?? [], index)
    const input = await iterationInput(run, fork.thread, state, index, item, fork.keyed)
    run.payload(input, state.name, true)
    run.putFork(forkId, { ...fork, begun: index + 1, items: withoutBefore(fork.items ?? [], index + 1) })
    const started = run.recordAfter(
      previousEventId,
      'MapIterationStarted',
      'mapIterationStartedEventDetails',
      {
        name: state.name,
        index,
      },
    )
    startThread(run, forkId, index, state.itemProcessor.program.startAt, input, started)
  }
}

async function iterationInput(
  run: Run,
  id: ThreadId,
  state: MapState,
  index: number,
  item: Json,
  keyed: boolean | undefined,
): Promise<Json> {
  if (!state.itemSelector) return item
  const input = effectiveInput(run, id, state)
  const { Key, Value } = keyed ? (item as JsonObject) : { Key: undefined, Value: item }
  // Source: Developer Guide, "Context object data for Map states".
  const mapItem = {
    Index: index,
    ...(Key !== undefined && { Key }),
    Value: Value ?? null,
    Source: 'STATE_DATA',
  }
  return state.itemSelector.evaluate(scopeOf(run, id, { input, mapItem }))
}

/**
 * A thread has ended with an output. The fork goes on; after its last thread its state is left.
 * @throws what the state fails with while its outcome is made: the failure of the fork's thread
 */
export async function join(run: Run, id: ThreadId, output: Json): Promise<void> {
  const { fork: forkId, index = 0, previousEventId } = run.thread(id)
  invariant(forkId !== undefined, 'A thread that is joined has a fork.')
  const before = run.fork(forkId)
  const fork = {
    ...before,
    succeeded: before.succeeded + 1,
    threads: before.threads.filter((thread) => thread !== id),
    results: putInPages(before.results, index, output),
  }
  run.removeThread(id)
  run.putFork(forkId, fork)
  const state = run.stateOf(fork.thread)
  if (state.type === 'Map') {
    const ended = run.recordAfter(
      previousEventId,
      'MapIterationSucceeded',
      'mapIterationSucceededEventDetails',
      {
        name: state.name,
        index,
      },
    )
    await beginIterations(run, forkId, previousEventId)
    if (fork.succeeded === fork.length) await succeed(run, forkId, state, ended)
  } else if (state.type === 'Parallel' && fork.succeeded === fork.length) {
    await succeed(run, forkId, state, previousEventId)
  }
}

/** All threads of a fork have succeeded: its state has its result. Both events that follow point to the same one. */
export async function succeed(
  run: Run,
  forkId: string,
  state: ParallelState | MapState,
  previousEventId: number,
): Promise<void> {
  const { thread, results } = run.fork(forkId)
  const result = results.flat()
  run.removeFork(forkId)
  run.changeThread(thread, { previousEventId, activity: { kind: 'again' } })
  if (run.isTooLarge(run.text(result))) throw new FailureError(tooLarge(state.name))
  run.recordAfter(previousEventId, `${state.type}StateSucceeded`)
  exit(run, thread, state, await outcomeOfResult(run, thread, state, result), state.transition)
}

/**
 * Stops all threads of a fork, after the event by which one of them failed. `failed`: that thread, whose iteration has failed and was not aborted;
 * `told`: its state's failure is in the history already.
 */
export function abortFork(
  run: Run,
  forkId: string,
  eventId: number,
  failed?: ThreadId,
  told?: boolean,
): void {
  const fork = run.fork(forkId)
  const state = run.stateOf(fork.thread)
  const order = failed === undefined ? fork.threads : [failed, ...fork.threads.filter((id) => id !== failed)]
  for (const id of order) {
    const { index = 0 } = run.thread(id)
    if (state.type === 'Map') {
      const details = { name: state.name, index }
      if (id === failed) {
        run.recordAfter(eventId, 'MapIterationFailed', 'mapIterationFailedEventDetails', details)
      } else run.recordAfter(eventId, 'MapIterationAborted', 'mapIterationAbortedEventDetails', details)
    }
    abortThread(run, id, eventId, id === failed && told)
  }
}

function abortThread(run: Run, id: ThreadId, eventId: number, told?: boolean): void {
  const thread = run.thread(id)
  const state = run.stateOf(id)
  const open = thread.enteredMs !== undefined && !told
  if (open && thread.activity.kind === 'mapRun') run.recordAfter(eventId, 'MapRunAborted')
  if (
    open &&
    (state.type === 'Task' || state.type === 'Wait' || state.type === 'Parallel' || state.type === 'Map')
  ) {
    run.recordAfter(eventId, `${state.type}StateAborted`)
  }
  if (thread.activity.kind === 'fork') {
    if (!told) abortFork(run, thread.activity.fork, eventId)
  } else stop(run, id)
}

/** What a thread is doing comes to an end, without a word in the history. Where it has a fork, that of the fork's threads is their own affair. */
export function stop(run: Run, id: ThreadId): void {
  const { activity } = run.thread(id)
  switch (activity.kind) {
    case 'fork':
    case 'stopped':
      return
    case 'wait':
      run.clearTimer(activity.timerId)
      break
    case 'task':
      run.command({ type: 'CancelTask', taskId: activity.taskId })
      run.clearTimer(activity.timeoutTimerId)
      run.clearTimer(activity.heartbeatTimerId)
      break
    case 'mapRun':
      run.command({ type: 'StopMapRun', taskId: activity.taskId })
      break
  }
  const mapRunArn = activity.kind === 'mapRun' ? activity.mapRunArn : undefined
  run.changeThread(id, { activity: { kind: 'stopped', ...(mapRunArn !== undefined && { mapRunArn }) } })
  run.ready = run.ready.filter((ready) => ready !== id)
}

/** Forgets a fork, its threads, and theirs. */
export function removeFork(run: Run, forkId: string): void {
  for (const id of run.fork(forkId).threads) {
    const { activity } = run.thread(id)
    if (activity.kind === 'fork') removeFork(run, activity.fork)
    run.removeThread(id)
  }
  run.removeFork(forkId)
}
