import type { MapState, Program, State } from './program.ts'

/** Where a state stands in a machine. */
export interface StatePlace {
  readonly state: State
  /** The line of states that it is one of: the machine itself, a branch, or what a Map state runs. */
  readonly program: Program
  /** The innermost Map state that it is within. */
  readonly map?: MapState
}

/** A state wherever it is in a machine: names are unique in it. */
export function stateNamed(program: Program, name: string, map?: MapState): StatePlace | undefined {
  const state = program.states.get(name)
  if (state) return { state, program, ...(map && { map }) }
  for (const outer of program.states.values()) {
    for (const { program: inner, map: around } of innerPrograms(outer)) {
      const found = stateNamed(inner, name, around ?? map)
      if (found) return found
    }
  }
  return undefined
}

/** A state within a Map or Parallel state, at any depth. */
export function stateWithin(state: State, name: string): StatePlace | undefined {
  for (const { program, map } of innerPrograms(state)) {
    const found = stateNamed(program, name, map)
    if (found) return found
  }
  return undefined
}

/** A Map state wherever it is in a machine. */
export function mapStateNamed(program: Program, name: string): MapState | undefined {
  const state = stateNamed(program, name)?.state
  return state?.type === 'Map' ? state : undefined
}

function innerPrograms(state: State): { readonly program: Program; readonly map?: MapState }[] {
  if (state.type === 'Map') return [{ program: state.itemProcessor.program, map: state }]
  return state.type === 'Parallel' ? state.branches.map((program) => ({ program })) : []
}
