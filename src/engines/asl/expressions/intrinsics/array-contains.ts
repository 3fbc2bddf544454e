import { sameJson } from '../../../../base/json.ts'
import { arrayArgument } from './arguments.ts'
import type { Intrinsic } from './types.ts'

/** `States.ArrayContains(array, value)` */
export const arrayContains: Intrinsic = {
  name: 'States.ArrayContains',
  arity: [2, 2],
  call: ([list, value]) => arrayArgument(list).some((item) => sameJson(item, value)),
}
