import type { Json } from '../../../../base/json.ts'
import { IntrinsicError } from './types.ts'

/** What the arguments of intrinsic functions have to be. */

export function arrayArgument(value: Json | undefined): readonly Json[] {
  if (Array.isArray(value)) return value
  throw new IntrinsicError()
}

export function textArgument(value: Json | undefined, charactersMax = Infinity): string {
  if (typeof value === 'string' && value.length <= charactersMax) return value
  throw new IntrinsicError()
}

/** A number without its fraction: most functions cut it off. Observed on AWS in 2026. */
export function integerArgument(value: Json | undefined): number {
  if (typeof value === 'number' && Number.isSafeInteger(Math.trunc(value))) return Math.trunc(value) + 0
  throw new IntrinsicError()
}
