import { invariant } from '../../base/invariant.ts'

/** A member that the model requires, which the dispatcher has made sure of. */
export function required<T>(value: T | undefined, member: string): T {
  invariant(value !== undefined, `${member} is required by the model`)
  return value
}
