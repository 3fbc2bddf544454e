import type { Json } from '../../../../base/json.ts'
import type { Chance } from '../types.ts'

/** One `States.…` function. */
export interface Intrinsic {
  readonly name: string
  /** How many arguments it takes, at least and at most. */
  readonly arity: readonly [number, number]
  /** @throws IntrinsicError */
  call(values: readonly Json[], chance: Chance): Json
}

/** Arguments that a function does not take. AWS says more than that only of `States.Format`. The state fails with `States.Runtime`. */
export class IntrinsicError extends Error {
  override readonly name = 'IntrinsicError'
}
