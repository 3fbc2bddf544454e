import { invalidParameter } from '../errors.ts'
import { retentionDays } from '../limits.ts'

const dayMs = 86_400_000

/** Refuses a number of days that AWS does not know. UNVERIFIED: the words. */
export function checkRetention(days: number): void {
  if (retentionDays.includes(days)) return
  throw invalidParameter(
    `1 validation error detected: Value '${days}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${retentionDays.join(', ')}]`,
  )
}

/** The oldest instant that is still kept; undefined when everything is. Unit: milliseconds since the epoch. */
export function retentionStart(days: number | undefined, now: number): number | undefined {
  return days === undefined ? undefined : now - days * dayMs
}
