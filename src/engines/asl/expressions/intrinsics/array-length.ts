import { arrayArgument } from './arguments.ts'
import type { Intrinsic } from './types.ts'

/** `States.ArrayLength(array)` */
export const arrayLength: Intrinsic = {
  name: 'States.ArrayLength',
  arity: [1, 1],
  call: ([list]) => arrayArgument(list).length,
}
