import { lintResult } from '../lints.ts'
import { present } from '../present.ts'
import type { PassState } from '../program.ts'
import type { StateContext } from '../state-context.ts'
import { compileCore, compileTransition } from './core.ts'

/** Source: Amazon States Language, "Pass State". */
export function compilePass(name: string, context: StateContext): PassState {
  const { Result: result } = context.object
  if (result !== undefined && !context.jsonata) lintResult(result, context.at('Result'), context.build.checks)
  return present({
    type: 'Pass' as const,
    ...compileCore(name, context),
    transition: compileTransition(context),
    parameters: context.jsonata ? undefined : context.template('Parameters'),
    result: context.jsonata ? undefined : result,
    resultPath: context.jsonata ? undefined : context.resultPath(),
  })
}
