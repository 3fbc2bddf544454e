import type { Intrinsic } from './types.ts'

/** `States.Array(…)`: its arguments, in an array. */
export const array: Intrinsic = {
  name: 'States.Array',
  arity: [0, Infinity],
  call: (values) => [...values],
}
