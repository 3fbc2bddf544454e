/** Distributed Maps on this machine: each item, or batch of items, is a run of its own, some at a time. */
import type { Json, JsonObject } from '../../../base/json.ts'
import type { MapState, Program, Scope, StartMapRunCommand } from '../../../engines/asl/index.ts'
import { Batches, exceedsTolerance, thresholdExceeded } from '../../../engines/asl/index.ts'
import type { LocalEnd, TaskEnd } from './local-run.ts'

/** Runs that go on at once. Ours. */
const atOnce = 40

/** What a Map Run is given. */
export interface LocalMapRun {
  readonly command: StartMapRunCommand
  readonly state: MapState
  readonly chance: Scope['chance']
  /** Runs the machine of the items with one input. */
  readonly run: (program: Program, input: Json, context: JsonObject) => Promise<LocalEnd>
}

export async function runMapLocally(given: LocalMapRun): Promise<TaskEnd> {
  const { command, state } = given
  if (command.items === undefined)
    return {
      error: 'States.ItemReaderFailed',
      cause: 'Item readers are not read here: give the items in the input, or a mock for the state.',
    }
  const inputs = await inputsOf(given)
  const results: Json[] = Array(inputs.length).fill(null)
  let [next, failed] = [0, 0]
  const work = async () => {
    for (let index = next++; index < inputs.length; index = next++) {
      const { input, context } = inputs[index] ?? { input: null, context: {} }
      const end = await given.run(state.itemProcessor.program, input, context)
      if (end.status === 'SUCCEEDED') results[index] = end.output ?? null
      else failed++
    }
  }
  const lanes = Math.max(1, Math.min(inputs.length, command.maxConcurrency || atOnce, atOnce))
  await Promise.all(Array.from({ length: lanes }, work))
  const tolerance = { count: command.toleratedFailureCount, percentage: command.toleratedFailurePercentage }
  if (exceedsTolerance({ failed, total: inputs.length }, tolerance)) {
    const { error = 'States.ExceedToleratedFailureThreshold', cause } = thresholdExceeded
    return { error, ...(cause !== undefined && { cause }) }
  }
  return { output: results }
}

interface ItemInput {
  readonly input: Json
  readonly context: JsonObject
}

async function inputsOf({ command, state, chance }: LocalMapRun): Promise<ItemInput[]> {
  const { items = [], scope } = command
  const list: readonly Json[] = Array.isArray(items)
    ? items
    : Object.entries(items).map(([Key, Value]) => ({ Key, Value: Value ?? null }))
  const inputs: ItemInput[] = []
  for (const [Index, Value] of list.entries()) {
    const context = { ...scope.context, Map: { Item: { Index, Value } } }
    const input = state.itemSelector
      ? await state.itemSelector.evaluate({ input: scope.input, context, variables: scope.variables, chance })
      : Value
    inputs.push({ input, context: { Map: context.Map } })
  }
  return state.itemBatcher ? batches(inputs, { command, state, chance }) : inputs
}

async function batches(
  inputs: readonly ItemInput[],
  { command, state, chance }: Pick<LocalMapRun, 'command' | 'state' | 'chance'>,
): Promise<ItemInput[]> {
  const { itemBatcher = {} } = state
  const scope = { ...command.scope, chance }
  const maxItems = await itemBatcher.maxItemsPerBatch?.evaluate(scope)
  const maxBytes = await itemBatcher.maxInputBytesPerBatch?.evaluate(scope)
  const batchInput = await itemBatcher.batchInput?.evaluate(scope)
  const made = new Batches({
    ...(maxItems !== undefined && { maxItems }),
    ...(maxBytes !== undefined && { maxBytes }),
    ...(batchInput !== undefined && { batchInput }),
  })
  return [...inputs.flatMap(({ input }) => made.add(input)), ...made.rest()].map(({ input }) => ({
    input,
    context: {},
  }))
}
