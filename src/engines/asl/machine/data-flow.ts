/**
 * What becomes of a state's data on its way through. JSONPath: InputPath, Parameters, then what the state does, ResultSelector, ResultPath, OutputPath.
 * JSONata: Arguments, then what the state does, Output. Assign of both sees what is there before the output is made, and old variables.
 * Source: Developer Guide, "Processing input and output", "Passing data between states with variables".
 */
import type { Json, JsonObject } from '../../../base/json.ts'
import { type Soon, soon } from '../../../base/soon.ts'
import { utf8Bytes } from '../../../base/utf8.ts'
import type { Handlers, Result, State, StateCore } from '../definition/program.ts'
import type { ReferencePath, Scope } from '../expressions/types.ts'
import { type ScopeExtras, scopeOf } from './context.ts'
import { FailureError, tooLarge } from './failure.ts'
import * as limits from './limits.ts'
import type { Run } from './run.ts'
import type { ThreadId } from './types.ts'

/** What a state leaves behind. */
export interface Outcome {
  readonly output: Json
  readonly assigned?: JsonObject
}

/** The effective input: what the state's own fields read. */
export function effectiveInput(run: Run, id: ThreadId, state: StateCore, extras?: ScopeExtras): Json {
  const { input } = run.thread(id)
  run.inspection?.note('input', input)
  if (state.queryLanguage === 'JSONata') return input
  let effective = input
  if (state.inputPath === null) effective = {}
  else if (state.inputPath) effective = state.inputPath.evaluate(scopeOf(run, id, extras))
  run.inspection?.note('afterInputPath', effective)
  return effective
}

/** What a Task is asked with, what each branch begins with: Parameters or Arguments, without which it is the effective input. */
export function argumentsOf(
  run: Run,
  id: ThreadId,
  state: StateCore & Pick<Result, 'parameters' | 'arguments'>,
  input: Json,
  extras: ScopeExtras = {},
): Soon<Json> {
  const template = state.queryLanguage === 'JSONata' ? state.arguments : state.parameters
  const value = template ? template.evaluate(scopeOf(run, id, { ...extras, input })) : input
  const { inspection } = run
  if (!inspection) return value
  return soon(value, (known) => {
    inspection.note(state.queryLanguage === 'JSONata' ? 'afterArguments' : 'afterParameters', known)
    return known
  })
}

type ResultState = StateCore &
  Pick<Result, 'resultSelector' | 'resultPath'> & { readonly type: State['type']; readonly result?: Json }

/** Output and variables of a state that has a result. */
export function outcomeOfResult(
  run: Run,
  id: ThreadId,
  state: ResultState,
  result: Json,
  extras: ScopeExtras = {},
): Soon<Outcome> {
  if (state.type !== 'Pass' || state.result !== undefined) run.inspection?.note('result', result)
  if (state.queryLanguage === 'JSONata') {
    return outcomeBy(state, scopeOf(run, id, { ...extras, result }), result)
  }
  const selected = state.resultSelector
    ? state.resultSelector.evaluate(scopeOf(run, id, { ...extras, input: result }))
    : result
  return soon(selected, (known) => outcomeOfSelected(run, id, state, known, extras))
}

function outcomeOfSelected(
  run: Run,
  id: ThreadId,
  state: ResultState,
  selected: Json,
  extras: ScopeExtras,
): Soon<Outcome> {
  const { inspection } = run
  inspection?.note('afterResultSelector', selected)
  const placed = place(state.resultPath, run.thread(id).input, selected)
  inspection?.note('afterResultPath', placed)
  if (!state.assign) return { output: outputPath(run, id, state, placed, extras) }
  const assigned = state.assign.evaluate(scopeOf(run, id, { ...extras, input: selected }))
  return soon(assigned, (known) => ({
    output: outputPath(run, id, state, placed, extras),
    assigned: known,
  }))
}

/** Output and variables of a state that has no result: Choice, Wait, Succeed. `by`: the choice rule whose Assign and Output take the state's place. */
export function outcomeOfInput(
  run: Run,
  id: ThreadId,
  state: StateCore,
  effective: Json,
  by: Pick<StateCore, 'assign' | 'output'> = state,
): Soon<Outcome> {
  const scope = scopeOf(run, id, { input: effective })
  if (state.queryLanguage === 'JSONata') return outcomeBy(by, scope, effective)
  if (!by.assign) return { output: outputPath(run, id, state, effective) }
  return soon(by.assign.evaluate(scope), (assigned) => ({
    output: outputPath(run, id, state, effective),
    assigned,
  }))
}

/** Output and variables by a catcher. OutputPath has no part in it. */
export function outcomeOfError(
  run: Run,
  id: ThreadId,
  state: StateCore,
  catcher: Handlers['catch'][number],
  errorOutput: Json,
): Soon<Outcome> {
  const { input } = run.thread(id)
  if (state.queryLanguage === 'JSONata') {
    return outcomeBy(catcher, scopeOf(run, id, { errorOutput }), errorOutput)
  }
  const output = () => place(catcher.resultPath, input, errorOutput)
  if (!catcher.assign) return { output: output() }
  const assigned = catcher.assign.evaluate(scopeOf(run, id, { input: errorOutput }))
  return soon(assigned, (known) => ({ output: output(), assigned: known }))
}

/** JSONata: Assign, then Output, without which the output is what there is. */
function outcomeBy(by: Pick<StateCore, 'assign' | 'output'>, scope: Scope, otherwise: Json): Soon<Outcome> {
  const { assign: assigns, output } = by
  if (!assigns)
    return output ? soon(output.evaluate(scope), (value) => ({ output: value })) : { output: otherwise }
  return soon(assigns.evaluate(scope), (assigned) =>
    output
      ? soon(output.evaluate(scope), (value) => ({ output: value, assigned }))
      : { output: otherwise, assigned },
  )
}

/** ResultPath: where in the input a result is put. */
function place(path: ReferencePath | null | undefined, input: Json, result: Json): Json {
  if (path === undefined) return result
  return path === null ? input : path.put(input, result)
}

function outputPath(run: Run, id: ThreadId, state: StateCore, value: Json, extras: ScopeExtras = {}): Json {
  if (state.outputPath === undefined) return value
  if (state.outputPath === null) return {}
  return state.outputPath.evaluate(scopeOf(run, id, { ...extras, input: value }))
}

/**
 * Puts new values into the thread's own scope. Answers them as the history tells them.
 * @throws FailureError States.DataLimitExceeded, when all that the scope can see would be too large
 */
export function assign(run: Run, id: ThreadId, assigned: JsonObject): Record<string, string> {
  const thread = run.thread(id)
  const texts: Record<string, string> = {}
  let bytes = thread.variableBytes ?? 0
  for (const [name, value] of Object.entries(assigned)) {
    if (value === undefined) continue
    const text = JSON.stringify(value)
    texts[name] = text
    const before = Object.hasOwn(thread.variables, name) ? thread.variables[name] : undefined
    if (before !== undefined) bytes -= utf8Bytes(JSON.stringify(before))
    bytes += utf8Bytes(text)
    run.historyBytes += text.length
  }
  if (bytes + outerBytes(run, id) > limits.variableBytesMax) {
    throw new FailureError({ ...tooLarge(thread.state), byNameAlone: true })
  }
  run.changeThread(id, { variables: { ...thread.variables, ...assigned }, variableBytes: bytes })
  return texts
}

function outerBytes(run: Run, id: ThreadId): number {
  let bytes = 0
  for (let { fork } = run.thread(id); fork !== undefined; ) {
    const outer = run.thread(run.fork(fork).thread)
    bytes += outer.variableBytes ?? 0
    fork = outer.fork
  }
  return bytes
}
