import { present } from '../present.ts'
import type { Result } from '../program.ts'
import type { StateContext } from '../state-context.ts'

/** The fields of a state that asks for a result and puts it somewhere. */
export function compileResult(context: StateContext): Result {
  if (context.jsonata) return present({ arguments: context.template('Arguments') })
  return present({
    parameters: context.template('Parameters'),
    resultSelector: context.objectTemplate('ResultSelector'),
    resultPath: context.resultPath(),
  })
}

/** What the Output of such a state may name. */
export const withResult = { result: true, errorOutput: false }
