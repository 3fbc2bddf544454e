import type { Json } from '../../../../base/json.ts'
import { type Intrinsic, IntrinsicError } from './types.ts'

/** Source: Step Functions Developer Guide, "Intrinsics for Math operations": integers in the range of -2147483648 to 2147483647. */
const [smallest, largest] = [-2_147_483_648, 2_147_483_647]

/** `States.MathAdd(first, second)`: rounds what is not whole, and refuses sums that are no such integers too. Observed on AWS in 2026. */
export const mathAdd: Intrinsic = {
  name: 'States.MathAdd',
  arity: [2, 2],
  call: ([first, second]) => inRange(inRange(first) + inRange(second)),
}

function inRange(value: Json | undefined): number {
  const number = typeof value === 'number' ? Math.round(value) : Number.NaN
  if (number >= smallest && number <= largest) return number + 0
  throw new IntrinsicError()
}
