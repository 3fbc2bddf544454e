/** The language of CloudWatch Logs' filter patterns. */
export { type CompiledPattern, compileFilterPattern } from './compile.ts'
export { FilterPatternError } from './errors.ts'
export type { Match } from './match.ts'
export { parseFilterPattern } from './parse.ts'
export { printFilterPattern } from './print.ts'
export type { FilterPattern } from './types.ts'
