import { numberMax } from './limits.ts'

/** Why AWS cannot compare a number; undefined when it can. Source: Event Ruler, "Numeric matching". */
export function incomparable(value: number): string | undefined {
  return Math.abs(value) > numberMax ? 'Value must be between -5.0E9 and 5.0E9, inclusive' : undefined
}

/**
 * Whether two numbers are the same to AWS: six digits behind the point count within what it compares, beyond that the number as
 * it is (an account's number, say).
 */
export function sameNumber(left: number, right: number): boolean {
  if (left === right) return true
  return Math.abs(left) <= numberMax && Math.abs(right) <= numberMax && comparable(left) === comparable(right)
}

/** -1, 0 or 1; undefined when the event's number is beyond what AWS compares. */
export function compareNumbers(value: number, bound: number): number | undefined {
  if (Math.abs(value) > numberMax) return undefined
  return Math.sign(comparable(value) - comparable(bound))
}

function comparable(value: number): number {
  return Math.trunc(1e6 * (numberMax + value))
}
