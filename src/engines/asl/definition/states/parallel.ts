import { present } from '../present.ts'
import type { ParallelState } from '../program.ts'
import type { StateContext } from '../state-context.ts'
import { compileCore, compileTransition } from './core.ts'
import { compileHandlers } from './handlers.ts'
import { compileResult, withResult } from './result.ts'

/** Source: Amazon States Language, "Parallel State". */
export function compileParallel(name: string, context: StateContext): ParallelState {
  const { build, object, location } = context
  build.checks.required(object, ['Branches'], location)
  const list =
    object.Branches === undefined ? [] : (build.checks.list(object.Branches, context.at('Branches')) ?? [])
  const inner = { build, kind: build.kind, seesVariables: true, fields: [] }
  return present({
    type: 'Parallel' as const,
    ...compileCore(name, context, withResult),
    ...compileResult(context),
    ...compileHandlers(context),
    transition: compileTransition(context),
    branches: list.flatMap(
      (branch, index) => build.machine(branch, context.at(`Branches[${index}]`), inner) ?? [],
    ),
  })
}
