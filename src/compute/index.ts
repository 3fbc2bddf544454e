/** Turns an invocation of a function version into a result. */

export { createCompute } from './create-compute.ts'
export * from './types.ts'
