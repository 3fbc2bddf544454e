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

/** What a function has against its arguments. The state fails with `States.IntrinsicFailure`. */
export class IntrinsicError extends Error {
  override readonly name = 'IntrinsicError'
}
