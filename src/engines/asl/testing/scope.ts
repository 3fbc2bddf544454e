import type { Json, JsonObject } from '../../../base/json.ts'
import { type Diagnostic, parseDefinition, type Scope, type State, StateError } from '../index.ts'

/** A scope of tests: chance gives a half each time, time stands still. */
export function scopeOf(input: Json, more: Partial<Scope> = {}): Scope {
  return {
    input,
    context: { Execution: { Id: 'arn', Name: 'one' }, State: { Name: 'A' } },
    variables: {},
    chance: {
      nowMs: 1_700_000_000_000,
      random: () => 0.5,
      uuid: () => '00000000-0000-4000-8000-000000000000',
    },
    ...more,
  }
}

/** The one state of a machine, compiled. Fails with the diagnostics where it is not. */
export function compileOne<T extends State['type']>(
  state: JsonObject & { readonly Type: T },
): Extract<State, { readonly type: T }> {
  const ends = ['Choice', 'Succeed', 'Fail'].includes(state.Type)
  const { program, diagnostics } = parseDefinition({
    StartAt: 'A',
    States: {
      A: { ...(!ends && { End: true }), ...state },
      ...(state.Type === 'Choice' && { yes: { Type: 'Succeed' }, no: { Type: 'Succeed' } }),
    },
  })
  const found = program?.states.get('A')
  if (!found) throw new Error(JSON.stringify(diagnostics))
  return found as Extract<State, { readonly type: T }>
}

/** Errors and warnings of a machine of one state: code, message, location. */
export function diagnosticsOf(state: JsonObject): string[] {
  return told(parseDefinition({ StartAt: 'A', States: { A: state } }).diagnostics)
}

export function told(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ code, message, location }) => `${code}: ${message} at ${location}`)
}

/** What an evaluation gives, or how it fails: `error: cause`. */
export async function outcome(evaluate: () => unknown): Promise<unknown> {
  try {
    return await evaluate()
  } catch (error) {
    if (error instanceof StateError) return `${error.error}: ${error.cause}`
    throw error
  }
}
