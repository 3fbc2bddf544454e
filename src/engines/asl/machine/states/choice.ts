import type { ChoiceState } from '../../definition/program.ts'
import { StateError } from '../../expressions/types.ts'
import { scopeOf } from '../context.ts'
import { effectiveInput, outcomeOfInput } from '../data-flow.ts'
import type { Run } from '../run.ts'
import { exit } from '../transition.ts'
import type { ThreadId } from '../types.ts'

/**
 * Choice: the first rule that holds, else Default. Where there is neither, AWS fails with States.Runtime and not with the States.NoChoiceMatched of
 * its documents. Observed on AWS by others, https://github.com/floci-io/floci/pull/3167.
 */
export async function beginChoice(run: Run, id: ThreadId, state: ChoiceState): Promise<void> {
  const input = effectiveInput(run, id, state)
  const scope = scopeOf(run, id, { input })
  for (const rule of state.choices) {
    if (await rule.condition.evaluate(scope)) {
      exit(run, id, state, await outcomeOfInput(run, id, state, input, rule), { next: rule.next })
      return
    }
  }
  if (state.default === undefined) {
    throw new StateError(
      'States.Runtime',
      'Failed to transition out of the state. The state does not point to a next state.',
    )
  }
  exit(run, id, state, await outcomeOfInput(run, id, state, input), { next: state.default })
}
