/** Processes behind walls: start, freeze, thaw, stop, output. Knows no AWS. */
export type * from './types.ts'
