import { type Soon, soon } from '../../../../base/soon.ts'
import type { ChoiceRule, ChoiceState } from '../../definition/program.ts'
import { type Scope, StateError } from '../../expressions/types.ts'
import { scopeOf } from '../context.ts'
import { effectiveInput, outcomeOfInput } from '../data-flow.ts'
import type { Run } from '../run.ts'
import { exit } from '../transition.ts'
import type { ThreadId } from '../types.ts'

/**
 * Choice: the first rule that holds, else Default. Where there is neither, AWS fails with States.Runtime and not with the States.NoChoiceMatched of
 * its documents. Observed on AWS by others, https://github.com/floci-io/floci/pull/3167.
 */
export function beginChoice(run: Run, id: ThreadId, state: ChoiceState): Soon<void> {
  const input = effectiveInput(run, id, state)
  return soon(firstThatHolds(state.choices, scopeOf(run, id, { input })), (rule) => {
    const next = rule?.next ?? defaultOf(state)
    return soon(outcomeOfInput(run, id, state, input, rule), (outcome) =>
      exit(run, id, state, outcome, { next }),
    )
  })
}

function firstThatHolds(
  choices: ChoiceState['choices'],
  scope: Scope,
  from = 0,
): Soon<ChoiceRule | undefined> {
  for (let index = from; index < choices.length; index++) {
    const rule = choices[index]
    const holds = rule?.condition.evaluate(scope)
    if (holds instanceof Promise)
      return holds.then((known) => (known ? rule : firstThatHolds(choices, scope, index + 1)))
    if (holds) return rule
  }
  return undefined
}

function defaultOf(state: ChoiceState): string {
  if (state.default === undefined) {
    throw new StateError(
      'States.Runtime',
      'Failed to transition out of the state. The state does not point to a next state.',
    )
  }
  return state.default
}
