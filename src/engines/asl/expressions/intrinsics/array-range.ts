import { arrayRangeElementsMax } from '../limits.ts'
import { integerArgument } from './arguments.ts'
import { type Intrinsic, IntrinsicError } from './types.ts'

/** `States.ArrayRange(first, last, step)`: both ends belong to it. */
export const arrayRange: Intrinsic = {
  name: 'States.ArrayRange',
  arity: [3, 3],
  call([from, to, by]) {
    const [first, last, step] = [integerArgument(from), integerArgument(to), integerArgument(by)]
    if (step === 0) throw new IntrinsicError()
    const count = Math.max(0, Math.floor((last - first) / step) + 1)
    if (count > arrayRangeElementsMax) throw new IntrinsicError()
    return Array.from({ length: count }, (_, index) => first + index * step)
  },
}
