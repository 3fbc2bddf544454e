import type { Json } from '../../../base/json.ts'
import type { QueryLanguage } from '../expressions/types.ts'
import type { Checks } from './checks.ts'
import type { Program, Resource } from './program.ts'

/** What a state machine is: Standard or Express. */
export type MachineKind = 'STANDARD' | 'EXPRESS'

/** Names of variables that states of one machine assign, and those around it. */
export interface VariableScope {
  readonly names: ReadonlySet<string>
  /** Absent for the outermost machine, and for what a distributed Map runs, which sees none of them. */
  readonly parent?: VariableScope
}

/** What the compiling of a definition has at hand everywhere. */
export interface Build {
  readonly checks: Checks
  /** Of the whole machine: states inside of others fall back to it. */
  readonly language: QueryLanguage
  readonly kind: MachineKind
  readonly scope: VariableScope
  /** How deep in other machines. */
  readonly depth: number
  /** Names of all states so far. */
  readonly stateNames: Set<string>
  readonly labels: Set<string>
  readonly resources?: ResourceCatalog
  /** Compiles a machine inside a state. */
  machine(definition: Json, location: string, inner: InnerMachine): Program | undefined
}

export interface InnerMachine {
  readonly build: Build
  readonly kind: MachineKind
  /** Whether it sees the variables around it. */
  readonly seesVariables: boolean
  /** Members beside those of every machine. */
  readonly fields: readonly string[]
}

/** Which resources there are, for one who knows the services. */
export interface ResourceCatalog {
  /**
   * What is wrong with a resource and the Parameters or Arguments for it, with the place below the state: `/Resource`, `/Parameters`. The
   * parameters are as written; undefined where the state has none.
   */
  check(
    resource: Resource,
    parameters: Json | undefined,
    field: 'Parameters' | 'Arguments',
  ): readonly ResourceFault[]
}

/** What is wrong with a resource, in the words of the service. */
export interface ResourceFault {
  readonly message: string
  /** Below the state: `/Resource`. */
  readonly place: string
}
