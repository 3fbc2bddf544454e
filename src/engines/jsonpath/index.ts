/**
 * Paths into JSON documents, in the dialect of Step Functions: `$`, `$$`, `$variable`, names, indexes, slices, wildcards, `..`, filters.
 */
export { PathSyntaxError, PathTooCostlyError } from './errors.ts'
export { compilePath, type JsonPath } from './path.ts'
export { putAt } from './put.ts'
