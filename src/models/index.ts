/** The models of AWS's services, loaded when first asked for. */
export type * from './types.ts'
