import type { Json, JsonObject } from '../../../../base/json.ts'
import type { MapState } from '../../definition/program.ts'
import { contextOf, scopeOf, variablesOf } from '../context.ts'
import { effectiveInput, outcomeOfResult } from '../data-flow.ts'
import { type Failure, FailureError, failureDetails } from '../failure.ts'
import type { Run } from '../run.ts'
import { exit } from '../transition.ts'
import type { MapRunActivity, ThreadId } from '../types.ts'
import { itemsOf, maxConcurrencyOf, notIterable } from './map.ts'

/**
 * Map in DISTRIBUTED mode: asks for a Map Run, whose items are executions of their own. `redriveOf`: the Map Run to go on with.
 * With an item reader, whose items are not known yet, the length is 0. Observed on AWS, 2023-09-21.
 */
export async function beginDistributedMap(
  run: Run,
  id: ThreadId,
  state: MapState,
  redriveOf?: string,
): Promise<void> {
  const input = effectiveInput(run, id, state)
  const maxConcurrency = await maxConcurrencyOf(run, id, state, input)
  const items = state.itemReader ? undefined : await itemsOf(run, id, state, input)
  if (items !== undefined && (typeof items !== 'object' || items === null)) throw notIterable()
  if (redriveOf === undefined) {
    run.record(id, 'MapStateStarted', 'mapStateStartedEventDetails', { length: lengthOf(items) })
  }
  // Tolerance is evaluated once the state has started. Observed on AWS, 2024-06-19 (test_map_state_tolerated_failure_percentage_path).
  const scope = scopeOf(run, id, { input })
  const percentage = await state.toleratedFailurePercentage?.evaluate(scope)
  const count = await state.toleratedFailureCount?.evaluate(scope)
  const taskId = run.name(`${id}.`)
  run.changeThread(id, {
    activity: {
      kind: 'mapRun',
      taskId,
      ...(redriveOf !== undefined && { mapRunArn: redriveOf, redriven: true }),
    },
  })
  run.command({
    type: 'StartMapRun',
    taskId,
    stateName: state.name,
    attempt: run.thread(id).retryCount ?? 0,
    executionType: state.itemProcessor.executionType ?? 'STANDARD',
    ...(state.label !== undefined && { label: state.label }),
    ...(redriveOf !== undefined && { redriveOf }),
    ...(items !== undefined && { items: items as readonly Json[] | JsonObject }),
    scope: { input, context: contextOf(run, id), variables: variablesOf(run, id) },
    maxConcurrency,
    ...(percentage !== undefined && { toleratedFailurePercentage: percentage }),
    ...(count !== undefined && { toleratedFailureCount: count }),
  })
}

function lengthOf(items: Json | undefined): number {
  if (items === undefined || typeof items !== 'object' || items === null) return 0
  return Array.isArray(items) ? items.length : Object.keys(items).length
}

/** The Map Run exists. A second telling changes nothing. */
export function mapRunStarted(
  run: Run,
  id: ThreadId,
  activity: MapRunActivity,
  mapRunArn: string,
  redriveCount: number,
): void {
  if (activity.mapRunArn !== undefined && !activity.redriven) return
  if (activity.redriven) {
    run.record(id, 'MapRunRedriven', 'mapRunRedrivenEventDetails', { mapRunArn, redriveCount })
  } else run.record(id, 'MapRunStarted', 'mapRunStartedEventDetails', { mapRunArn })
  run.changeThread(id, { activity: { kind: 'mapRun', taskId: activity.taskId, mapRunArn } })
}

/** The Map Run has its result. */
export async function mapRunSucceeded(run: Run, id: ThreadId, state: MapState, output: Json): Promise<void> {
  const previousEventId = run.record(id, 'MapRunSucceeded')
  run.changeThread(id, { activity: { kind: 'again' } })
  run.payload(output, state.name)
  run.recordAfter(previousEventId, 'MapStateSucceeded')
  exit(run, id, state, await outcomeOfResult(run, id, state, output), state.transition)
}

/** The Map Run has failed. Answers the error to throw. */
export function mapRunFailed(
  run: Run,
  id: ThreadId,
  activity: MapRunActivity,
  failure: Failure,
): FailureError {
  run.record(id, 'MapRunFailed', 'mapRunFailedEventDetails', failureDetails(failure))
  const { mapRunArn } = activity
  run.changeThread(id, { activity: { kind: 'stopped', ...(mapRunArn !== undefined && { mapRunArn }) } })
  return new FailureError(failure)
}
