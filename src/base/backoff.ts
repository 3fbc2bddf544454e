import { type RandomSource, randomFraction } from './random.ts'

/** How waiting grows between tries. Units: milliseconds. */
export interface BackoffPolicy {
  readonly firstMs: number
  readonly longestMs: number
  /** What each try multiplies the wait by. */
  readonly factor: number
}

/**
 * The wait before try number `attempt` (1 is the first repetition), drawn evenly from the upper half of the
 * exponential step, so that many that failed together do not come back together. Unit: milliseconds.
 */
export function backoffMs(policy: BackoffPolicy, attempt: number, random: RandomSource): number {
  const step = Math.min(policy.longestMs, policy.firstMs * policy.factor ** (attempt - 1))
  return Math.round(step / 2 + (step / 2) * randomFraction(random))
}
