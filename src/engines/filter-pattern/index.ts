/** The language of CloudWatch Logs' filter patterns. */
export { type CompiledPattern, compileFilterPattern, type Match } from './compile.ts'
export { FilterPatternError } from './errors.ts'
export { parseFilterPattern } from './parse.ts'
export { printFilterPattern } from './print.ts'
export type { FilterPattern } from './types.ts'
