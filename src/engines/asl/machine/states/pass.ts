import type { PassState } from '../../definition/program.ts'
import { argumentsOf, effectiveInput, type Outcome, outcomeOfInput, outcomeOfResult } from '../data-flow.ts'
import type { Run } from '../run.ts'
import { exit } from '../transition.ts'
import type { ThreadId } from '../types.ts'

/** Pass: its result is Result, else what Parameters make of its input. Source: Amazon States Language, "Pass State". */
export async function beginPass(run: Run, id: ThreadId, state: PassState): Promise<void> {
  exit(run, id, state, await outcomeOf(run, id, state), state.transition)
}

async function outcomeOf(run: Run, id: ThreadId, state: PassState): Promise<Outcome> {
  if (state.queryLanguage === 'JSONPath' && state.result !== undefined) {
    run.inspection?.note('input', run.thread(id).input)
    return outcomeOfResult(run, id, state, state.result)
  }
  const input = effectiveInput(run, id, state)
  if (state.queryLanguage === 'JSONata') return outcomeOfInput(run, id, state, input)
  return outcomeOfResult(run, id, state, await argumentsOf(run, id, state, input))
}
