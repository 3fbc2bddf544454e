import type { AttributeValue } from '../../../engines/dynamodb/index.ts'
import { expiryAgeSeconds } from '../limits.ts'

/**
 * When an item ends by its attribute: the second, whole; undefined when it has none. Only numbers count.
 * Source: Developer Guide, "Using time to live (TTL) in DynamoDB".
 */
export function expirySecond(value: AttributeValue | undefined): number | undefined {
  if (value === undefined || !('N' in value)) return undefined
  const second = Math.ceil(Number(value.N))
  // Beyond what a clock can show, an item does not end.
  return Number.isSafeInteger(second) && Math.abs(second) <= 8_640_000_000_000 ? second : undefined
}

/** Whether an instant lies so far back that the item does not end. `now`: milliseconds since the epoch. Source: as above. */
export function isTooOld(second: number, now: number): boolean {
  return second < now / 1000 - expiryAgeSeconds
}
