import type { Intrinsic } from './types.ts'

/** `States.JsonToString(value)`: without spaces. */
export const jsonToString: Intrinsic = {
  name: 'States.JsonToString',
  arity: [1, 1],
  call: ([value]) => JSON.stringify(value),
}
