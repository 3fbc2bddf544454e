import { arrayArgument, integerArgument } from './arguments.ts'
import { type Intrinsic, IntrinsicError } from './types.ts'

/** `States.ArrayGetItem(array, index)`: indexes begin at 0. Of an array without items, AWS gives null whatever the index (2026). */
export const arrayGetItem: Intrinsic = {
  name: 'States.ArrayGetItem',
  arity: [2, 2],
  call([list, position]) {
    const items = arrayArgument(list)
    const index = integerArgument(position)
    if (items.length === 0) return null
    const item = items[index]
    if (item === undefined) throw new IntrinsicError()
    return item
  },
}
