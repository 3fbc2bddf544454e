import type { Json } from '../../../../base/json.ts'
import { IntrinsicError } from './types.ts'

/** What the arguments of intrinsic functions have to be. UNVERIFIED: the words of all refusals. */

export function arrayArgument(value: Json | undefined, position: number): readonly Json[] {
  if (Array.isArray(value)) return value
  throw new IntrinsicError(`Argument ${position} must be an array`)
}

export function textArgument(value: Json | undefined, position: number, charactersMax = Infinity): string {
  if (typeof value !== 'string') throw new IntrinsicError(`Argument ${position} must be a string`)
  if (value.length > charactersMax)
    throw new IntrinsicError(`Argument ${position} must not have more than ${charactersMax} characters`)
  return value
}

/** A number; one that is not whole is rounded to the nearest that is. */
export function integerArgument(value: Json | undefined, position: number): number {
  if (typeof value === 'number' && Number.isSafeInteger(Math.round(value))) return Math.round(value)
  throw new IntrinsicError(`Argument ${position} must be an integer`)
}
