import { arrayArgument, integerArgument } from './arguments.ts'
import { type Intrinsic, IntrinsicError } from './types.ts'

/** `States.ArrayPartition(array, size)`: the array in pieces of that size. */
export const arrayPartition: Intrinsic = {
  name: 'States.ArrayPartition',
  arity: [2, 2],
  call([list, count]) {
    const items = arrayArgument(list)
    const size = integerArgument(count)
    if (size <= 0) throw new IntrinsicError()
    return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
      items.slice(index * size, (index + 1) * size),
    )
  },
}
