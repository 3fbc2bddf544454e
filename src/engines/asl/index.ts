/** The Amazon States Language: definitions, expressions, and the machine that runs them. */
export type { Diagnostic } from './definition/diagnostics.ts'
export type * from './definition/program.ts'
export { parseResource } from './definition/resource.ts'
export type * from './expressions/types.ts'
export { StateError } from './expressions/types.ts'
export type * from './machine/history-event.ts'
export { detailsOf } from './machine/history-event.ts'
export type * from './machine/types.ts'
