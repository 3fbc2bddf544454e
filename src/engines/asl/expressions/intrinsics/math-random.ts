import { JavaRandom } from '../java-random.ts'
import { integerArgument } from './arguments.ts'
import { type Intrinsic, IntrinsicError } from './types.ts'

/**
 * `States.MathRandom(start, end, seed?)`: from the start up to, not including, the end. UNVERIFIED: which numbers a seed gives; they are those of
 * `java.util.Random.nextInt`.
 */
export const mathRandom: Intrinsic = {
  name: 'States.MathRandom',
  arity: [2, 3],
  call([from, to, seed], chance) {
    const [start, end] = [integerArgument(from), integerArgument(to)]
    if (end <= start) throw new IntrinsicError()
    const size = end - start
    if (seed === undefined) return start + Math.floor(chance.random() * size)
    const random = new JavaRandom(integerArgument(seed))
    return start + (size <= 0x7fffffff ? random.below(size) : Math.floor(random.double() * size))
  },
}
