import type { Json } from '../../../../base/json.ts'
import { integerArgument } from './arguments.ts'
import { type Intrinsic, IntrinsicError } from './types.ts'

/** Source: Step Functions Developer Guide, "Intrinsics for Math operations": integers in the range of -2147483648 to 2147483647. */
const [smallest, largest] = [-2_147_483_648, 2_147_483_647]

/** `States.MathAdd(first, second)` */
export const mathAdd: Intrinsic = {
  name: 'States.MathAdd',
  arity: [2, 2],
  call: ([first, second]) => addend(first, 1) + addend(second, 2),
}

function addend(value: Json | undefined, position: number): number {
  const number = integerArgument(value, position)
  if (number < smallest || number > largest)
    throw new IntrinsicError(`Argument ${position} must be in the range of ${smallest} to ${largest}`)
  return number
}
