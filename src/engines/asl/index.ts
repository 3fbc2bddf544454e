/** The Amazon States Language: definitions, expressions, and the machine that runs them. */
export type { MachineKind, ResourceCatalog, ResourceFault } from './definition/build.ts'
export type { Diagnostic } from './definition/diagnostics.ts'
export { deeperThan, jsonFault } from './definition/json-text.ts'
export {
  invalidDefinitionMessage,
  type ParsedDefinition,
  type ParsedState,
  type ParseOptions,
  parseDefinition,
  parseState,
} from './definition/parse-definition.ts'
export type * from './definition/program.ts'
export { parseResource } from './definition/resource.ts'
export { mapStateNamed, type StatePlace, stateNamed, stateWithin } from './definition/state-named.ts'
export { notRecognized } from './definition/states/task.ts'
export { jsonBytes } from './expressions/assign.ts'
export { parseTimestamp } from './expressions/timestamp.ts'
export type * from './expressions/types.ts'
export { StateError } from './expressions/types.ts'
export { advance } from './machine/advance.ts'
export type * from './machine/history-event.ts'
export { detailsOf } from './machine/history-event.ts'
export type { InspectedData } from './machine/inspection.ts'
export { Batches, type BatchRules, batchRules, type ChildInput } from './machine/map-run/batching.ts'
export { exceedsTolerance, type Tolerance, thresholdExceeded } from './machine/map-run/tolerance.ts'
export { canRedrive } from './machine/redrive.ts'
export {
  type PerformedTask,
  type StateTest,
  type TestedState,
  TestRefused,
  testState,
} from './machine/test-state.ts'
export type * from './machine/types.ts'
