/**
 * What becomes of a state's data on its way through. JSONPath: InputPath, Parameters, then what the state does, ResultSelector, ResultPath, OutputPath.
 * JSONata: Arguments, then what the state does, Output. Assign of both sees what is there before the output is made, and old variables.
 * Source: Developer Guide, "Processing input and output", "Passing data between states with variables".
 */
import type { Json, JsonObject } from '../../../base/json.ts'
import { utf8Bytes } from '../../../base/utf8.ts'
import type { Handlers, Result, State, StateCore } from '../definition/program.ts'
import type { Assign, ReferencePath, Scope } from '../expressions/types.ts'
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
export async function argumentsOf(
  run: Run,
  id: ThreadId,
  state: StateCore & Pick<Result, 'parameters' | 'arguments'>,
  input: Json,
  extras: ScopeExtras = {},
): Promise<Json> {
  const template = state.queryLanguage === 'JSONata' ? state.arguments : state.parameters
  const value = template ? await template.evaluate(scopeOf(run, id, { ...extras, input })) : input
  run.inspection?.note(state.queryLanguage === 'JSONata' ? 'afterArguments' : 'afterParameters', value)
  return value
}

type ResultState = StateCore &
  Pick<Result, 'resultSelector' | 'resultPath'> & { readonly type: State['type']; readonly result?: Json }

/** Output and variables of a state that has a result. */
export async function outcomeOfResult(
  run: Run,
  id: ThreadId,
  state: ResultState,
  result: Json,
  extras: ScopeExtras = {},
): Promise<Outcome> {
  const { inspection } = run
  if (state.type !== 'Pass' || state.result !== undefined) inspection?.note('result', result)
  const { input } = run.thread(id)
  if (state.queryLanguage === 'JSONata') {
    return outcomeBy(state, scopeOf(run, id, { ...extras, result }), result)
  }
  const selected = state.resultSelector
    ? await state.resultSelector.evaluate(scopeOf(run, id, { ...extras, input: result }))
    : result
  inspection?.note('afterResultSelector', selected)
  const placed = place(state.resultPath, input, selected)
  inspection?.note('afterResultPath', placed)
  const assigned =
    state.assign && (await assignedBy(state.assign, scopeOf(run, id, { ...extras, input: selected })))
  return { output: outputPath(run, id, state, placed, extras), ...assigned }
}

/** Output and variables of a state that has no result: Choice, Wait, Succeed. `by`: the choice rule whose Assign and Output take the state's place. */
export async function outcomeOfInput(
  run: Run,
  id: ThreadId,
  state: StateCore,
  effective: Json,
  by: Pick<StateCore, 'assign' | 'output'> = state,
): Promise<Outcome> {
  const scope = scopeOf(run, id, { input: effective })
  if (state.queryLanguage === 'JSONata') return outcomeBy(by, scope, effective)
  const assigned = by.assign && (await assignedBy(by.assign, scope))
  return { output: outputPath(run, id, state, effective), ...assigned }
}

/** Output and variables by a catcher. OutputPath has no part in it. */
export async function outcomeOfError(
  run: Run,
  id: ThreadId,
  state: StateCore,
  catcher: Handlers['catch'][number],
  errorOutput: Json,
): Promise<Outcome> {
  const { input } = run.thread(id)
  if (state.queryLanguage === 'JSONata') {
    return outcomeBy(catcher, scopeOf(run, id, { errorOutput }), errorOutput)
  }
  const assigned =
    catcher.assign && (await assignedBy(catcher.assign, scopeOf(run, id, { input: errorOutput })))
  return { output: place(catcher.resultPath, input, errorOutput), ...assigned }
}

/** JSONata: Assign, then Output, without which the output is what there is. */
async function outcomeBy(
  by: Pick<StateCore, 'assign' | 'output'>,
  scope: Scope,
  otherwise: Json,
): Promise<Outcome> {
  const assigned = by.assign && (await assignedBy(by.assign, scope))
  return { output: by.output ? await by.output.evaluate(scope) : otherwise, ...assigned }
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

async function assignedBy(assign: Assign, scope: Scope): Promise<{ assigned: JsonObject }> {
  return { assigned: await assign.evaluate(scope) }
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
