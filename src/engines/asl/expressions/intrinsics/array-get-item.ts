import { arrayArgument, integerArgument } from './arguments.ts'
import { type Intrinsic, IntrinsicError } from './types.ts'

/** `States.ArrayGetItem(array, index)`: indexes begin at 0. */
export const arrayGetItem: Intrinsic = {
  name: 'States.ArrayGetItem',
  arity: [2, 2],
  call([list, position]) {
    const items = arrayArgument(list, 1)
    const index = integerArgument(position, 2)
    const item = index >= 0 ? items[index] : undefined
    if (item === undefined) throw new IntrinsicError(`Index ${index} is out of the bounds of the array`)
    return item
  },
}
