import { canonicalText } from '../canonical.ts'
import { arrayArgument } from './arguments.ts'
import type { Intrinsic } from './types.ts'

/** `States.ArrayUnique(array)`: the first of those that are the same stays. */
export const arrayUnique: Intrinsic = {
  name: 'States.ArrayUnique',
  arity: [1, 1],
  call([list]) {
    const seen = new Set<string>()
    return arrayArgument(list).filter((item) => {
      const key = canonicalText(item)
      return !seen.has(key) && seen.add(key)
    })
  },
}
