import type { MapState, Program } from '../../definition/program.ts'

/** A Map state wherever it is in a machine: names are unique in it. */
export function mapStateNamed(program: Program, name: string): MapState | undefined {
  for (const state of program.states.values()) {
    if (state.type === 'Map' && state.name === name) return state
    const inner =
      state.type === 'Parallel' ? state.branches : state.type === 'Map' ? [state.itemProcessor.program] : []
    for (const one of inner) {
      const within = mapStateNamed(one, name)
      if (within) return within
    }
  }
  return undefined
}
