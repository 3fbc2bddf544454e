import { invariant } from '../../../base/invariant.ts'
import { isObject, type Json, type JsonObject } from '../../../base/json.ts'
import type { ItemBatcher, MapState, ParallelState, Program, State } from '../definition/program.ts'
import { stateNamed, stateWithin } from '../definition/state-named.ts'
import type { Scope } from '../expressions/types.ts'
import { begun } from './advance.ts'
import { begin } from './begin.ts'
import { scopeOf, variablesOf } from './context.ts'
import { argumentsOf, effectiveInput, outcomeOfResult } from './data-flow.ts'
import { guard } from './fail.ts'
import { type Failure, FailureError, failureDetails } from './failure.ts'
import { type InspectedData, Inspection } from './inspection.ts'
import { Batches, batchRules } from './map-run/batching.ts'
import { exceedsTolerance, thresholdExceeded } from './map-run/tolerance.ts'
import { Run } from './run.ts'
import { itemsOf, maxConcurrencyOf } from './states/map.ts'
import { taskBegun, taskFailed, taskSucceeded } from './states/task.ts'
import { enter, exit } from './transition.ts'
import type { EventBase, ExecutionFacts, MachineSettings, StartTaskCommand } from './types.ts'

/** A state to be tested alone. Source: Step Functions API Reference, "TestState"; Developer Guide, "Testing state machines with TestState API". */
export interface StateTest extends EventBase {
  readonly program: Program
  /** Anywhere in the program. Within a Map state it is of the first iteration, whose item is the input. */
  readonly stateName: string
  readonly input: Json
  /** Variables that the state can see. */
  readonly variables?: JsonObject
  readonly facts: ExecutionFacts
  /** In the place of the whole context object. Observed on AWS, 2025-12-03: nothing is added to it. */
  readonly context?: JsonObject
  /** In the place of what a Task, Map or Parallel state would do. Without it Map and Parallel states cannot be tested. */
  readonly mock?: { readonly result: Json } | { readonly error?: string; readonly cause?: string }
  /** How often the retrier that takes the mocked error has been used. */
  readonly retrierRetryCount?: number
  /** Where the mocked error of a Map or Parallel state comes from: a state within it. Absent: from a task. */
  readonly errorCausedByState?: string
  /** Iterations of a distributed Map state that failed: more than it tolerates fail it. */
  readonly mapIterationFailureCount?: number
  /** What the item reader of a distributed Map state has read. Absent: the items are in the input, as if they had been read. */
  readonly readItems?: readonly Json[]
}

/** The test itself is wrong, and not the state. */
export class TestRefused extends Error {
  override readonly name = 'TestRefused'
}

/** What a tested Task came to. */
export type PerformedTask = { readonly output: Json } | { readonly error?: string; readonly cause?: string }

/** What TestState tells. Data of inspection levels: INFO shows none of `inspection`, DEBUG and TRACE all that fits. */
export interface TestedState {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'RETRIABLE' | 'CAUGHT_ERROR'
  /** Of SUCCEEDED and CAUGHT_ERROR. */
  readonly output?: Json
  readonly error?: string
  readonly cause?: string
  readonly nextState?: string
  readonly inspection: InspectedData
}

/**
 * Runs one state, and nothing after it. `perform` does a Task that is not mocked. Waits are not waited for.
 * @throws TestRefused
 */
export async function testState(
  test: StateTest,
  settings: MachineSettings,
  perform: (command: StartTaskCommand) => Promise<PerformedTask>,
): Promise<TestedState> {
  const inspection = new Inspection(test.context)
  const { stateName, input, nowMs, seed, variables = {} } = test
  const place = stateNamed(test.program, stateName)
  invariant(place, 'The program has the state.')
  const { state, program, map } = place
  const context = map && { Map: { Item: { Index: 0, Value: input } } }
  const facts = context ? { ...test.facts, context } : test.facts
  const execution = begun({ type: 'Start', input, facts, nowMs, seed })
  const run = new Run(program, execution, test, settings, inspection)
  const retriers = 'retry' in state ? state.retry.length : 0
  const count = test.retrierRetryCount
  run.putThread('main', {
    state: stateName,
    input,
    variables,
    previousEventId: 0,
    activity: { kind: 'enter' },
    ...(count !== undefined && { retryCount: count, retrierCounts: Array(retriers).fill(count) }),
  })
  enter(run, 'main', state)
  await guard(run, 'main', () => attempt(run, state, test))
  await performTask(run, state, test, perform)
  return tellOf(run, inspection)
}

async function attempt(run: Run, state: State, test: StateTest): Promise<void> {
  const { mock } = test
  if (state.type !== 'Map' && state.type !== 'Parallel') return begin(run, 'main', state)
  if (state.type === 'Map') await inspectMap(run, state, test)
  else await argumentsOf(run, 'main', state, effectiveInput(run, 'main', state))
  invariant(mock, 'Map and Parallel states are tested with a mock.')
  if (!('result' in mock)) throw new FailureError({ ...mock, ...originOf(state, test) })
  await leave(run, state, mock.result)
}

/** Whether the mocked error of a Map or Parallel state is a task's. */
function originOf(state: State, { errorCausedByState }: StateTest): Pick<Failure, 'notOfTask'> {
  if (errorCausedByState === undefined) return {}
  const origin = stateWithin(state, errorCausedByState)
  // UNVERIFIED: the words.
  if (!origin)
    throw new TestRefused(
      `State '${errorCausedByState}' of errorCausedByState is not within the tested state.`,
    )
  return origin.state.type === 'Task' ? {} : { notOfTask: true }
}

async function leave(run: Run, state: MapState | ParallelState, result: Json): Promise<void> {
  exit(run, 'main', state, await outcomeOfResult(run, 'main', state, result), state.transition)
}

async function inspectMap(run: Run, state: MapState, test: StateTest): Promise<void> {
  const { inspection } = run
  const input = effectiveInput(run, 'main', state)
  const items = test.readItems ?? (await itemsOf(run, 'main', state, input))
  if (test.readItems && state.itemReader?.itemsPointer !== undefined)
    inspection?.note('afterItemsPointer', test.readItems)
  const scope = scopeOf(run, 'main', { input })
  await maxConcurrencyOf(run, 'main', state, input)
  const count = await state.toleratedFailureCount?.evaluate(scope)
  const percentage = await state.toleratedFailurePercentage?.evaluate(scope)
  if (count !== undefined) inspection?.note('toleratedFailureCount', count)
  if (percentage !== undefined) inspection?.note('toleratedFailurePercentage', percentage)
  const selected = await selectedItems(run, state, input, items)
  if (state.itemSelector) inspection?.note('afterItemSelector', selected)
  if (state.itemBatcher)
    inspection?.note('afterItemBatcher', await batched(state.itemBatcher, scope, selected))
  const failed = test.mapIterationFailureCount
  if (failed === undefined || state.itemProcessor.mode !== 'DISTRIBUTED') return
  // UNVERIFIED: the words.
  if (failed > selected.length)
    throw new TestRefused('mapIterationFailureCount must not exceed the number of items of the Map state.')
  if (exceedsTolerance({ failed, total: selected.length }, { count, percentage }))
    throw new FailureError(thresholdExceeded)
}

/** Items as iterations are given them: members of an object as `{ Key, Value }`, each through the item selector. */
async function selectedItems(
  run: Run,
  state: MapState,
  input: Json,
  items: readonly Json[] | Json,
): Promise<Json[]> {
  const all: readonly (readonly [key: string | undefined, item: Json])[] = Array.isArray(items)
    ? items.map((item: Json) => [undefined, item])
    : isObject(items)
      ? Object.entries(items).map(([key, item]) => [key, item ?? null])
      : []
  const selected: Json[] = []
  for (const [index, [key, item]] of all.entries()) {
    const mapItem = {
      Index: index,
      Value: item,
      ...(key !== undefined && { Key: key }),
      ...(state.itemProcessor.mode === 'DISTRIBUTED' && { Source: 'STATE_DATA' }),
    }
    selected.push(
      state.itemSelector
        ? await state.itemSelector.evaluate(scopeOf(run, 'main', { input, mapItem }))
        : key === undefined
          ? item
          : { Key: key, Value: item },
    )
  }
  return selected
}

async function batched(batcher: ItemBatcher, scope: Scope, items: readonly Json[]): Promise<Json[]> {
  const batches = new Batches(await batchRules(batcher, scope))
  return [...items.flatMap((item) => batches.add(item)), ...batches.rest()].map(({ input }) => input)
}

async function performTask(
  run: Run,
  state: State,
  { mock }: StateTest,
  perform: (command: StartTaskCommand) => Promise<PerformedTask>,
): Promise<void> {
  const { activity } = run.thread('main')
  const command = run.commands.find(({ type }) => type === 'StartTask')
  if (state.type !== 'Task' || activity.kind !== 'task' || command?.type !== 'StartTask') return
  const outcome = mock ? ('result' in mock ? { output: mock.result } : mock) : await perform(command)
  await guard(run, 'main', () => {
    taskBegun(run, 'main', state, activity)
    if ('output' in outcome) return taskSucceeded(run, 'main', state, activity, outcome.output)
    throw taskFailed(run, 'main', state, activity, outcome, 'run')
  })
}

function tellOf(run: Run, inspection: Inspection): TestedState {
  const { data, failure } = inspection
  const thread = run.thread('main')
  data.variables = variablesOf(run, 'main')
  const next = thread.activity.kind === 'enter' ? { nextState: thread.state } : {}
  const left = run.ended[0] ?? (thread.activity.kind === 'enter' ? { output: thread.input } : undefined)
  const failed = failure && failureDetails(failure)
  if (!run.running) return { status: 'FAILED', ...failed, inspection: data }
  if (!left) return { status: 'RETRIABLE', ...failed, inspection: data }
  return {
    status: failure ? 'CAUGHT_ERROR' : 'SUCCEEDED',
    output: left.output,
    ...failed,
    ...next,
    inspection: data,
  }
}
