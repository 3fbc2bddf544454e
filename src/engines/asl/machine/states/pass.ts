import { type Soon, soon } from '../../../../base/soon.ts'
import type { PassState } from '../../definition/program.ts'
import { argumentsOf, effectiveInput, type Outcome, outcomeOfInput, outcomeOfResult } from '../data-flow.ts'
import type { Run } from '../run.ts'
import { exit } from '../transition.ts'
import type { ThreadId } from '../types.ts'

/** Pass: its result is Result, else what Parameters make of its input. Source: Amazon States Language, "Pass State". */
export function beginPass(run: Run, id: ThreadId, state: PassState): Soon<void> {
  return soon(outcomeOf(run, id, state), (outcome) => exit(run, id, state, outcome, state.transition))
}

function outcomeOf(run: Run, id: ThreadId, state: PassState): Soon<Outcome> {
  if (state.queryLanguage === 'JSONPath' && state.result !== undefined) {
    run.inspection?.note('input', run.thread(id).input)
    return outcomeOfResult(run, id, state, state.result)
  }
  const input = effectiveInput(run, id, state)
  if (state.queryLanguage === 'JSONata') return outcomeOfInput(run, id, state, input)
  return soon(argumentsOf(run, id, state, input), (result) => outcomeOfResult(run, id, state, result))
}
