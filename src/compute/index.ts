/** Turns an invocation of a function version into a result. */
export * from './types.ts'
