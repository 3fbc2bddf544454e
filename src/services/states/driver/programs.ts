/** Definitions of revisions, compiled once and kept for a while: a revision never changes. */
import type { Store } from '../../../store/index.ts'
import { mapStateNamed, type Program, parseDefinition } from '../engine.ts'
import { programsKept } from '../limits.ts'
import { type Revision, revisions } from '../records.ts'

export interface Compiled {
  readonly revision: Revision
  readonly program: Program
}

/** Finds what a run runs. */
export interface CompiledRuns {
  find(
    store: Store,
    run: { readonly machineId: string; readonly revision: number; readonly mapState?: string },
  ): Promise<Compiled | undefined>
}

export class Programs implements CompiledRuns {
  readonly #known = new Map<string, Promise<Compiled | undefined>>()

  /** Undefined when the revision is gone with its machine. */
  find(
    store: Store,
    run: { readonly machineId: string; readonly revision: number; readonly mapState?: string },
  ): Promise<Compiled | undefined> {
    const { machineId, revision, mapState } = run
    const whole = this.#whole(store, machineId, revision)
    return mapState === undefined
      ? whole
      : whole.then((compiled) => compiled && ofMapState(compiled, mapState))
  }

  #whole(store: Store, machineId: string, revision: number): Promise<Compiled | undefined> {
    const name = `${machineId}/${revision}`
    const known = this.#known.get(name)
    if (known) return known
    if (this.#known.size >= programsKept) this.#known.clear()
    const reading = read(store, machineId, revision)
    this.#known.set(name, reading)
    reading.then(
      (found) => found ?? this.#known.delete(name),
      () => this.#known.delete(name),
    )
    return reading
  }
}

/** What children of a Map Run run: the item processor of its state. */
function ofMapState({ revision, program }: Compiled, name: string): Compiled | undefined {
  const state = mapStateNamed(program, name)
  return state && { revision, program: state.itemProcessor.program }
}

async function read(store: Store, machineId: string, number: number): Promise<Compiled | undefined> {
  const stored = await revisions.get(store, [machineId, number])
  if (!stored) return undefined
  const { program } = parseDefinition(stored.value.definition, {})
  // What was accepted once is run: a later version of this program that reads it otherwise would be a defect.
  if (!program) throw new Error(`The definition of revision ${number} cannot be read any more`)
  return { revision: stored.value, program }
}
