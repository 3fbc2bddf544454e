/**
 * Sequence numbers of FIFO topics: greater with each message of a group, not consecutive. Source: API Reference, Publish. The clock
 * leads them, so that they grow on after a group was forgotten.
 */

/** Numbers within a millisecond. */
const steps = 1000

/** The number behind `last`. `now`: milliseconds since the epoch. */
export function sequenceOf(last: number | undefined, now: number): number {
  return Math.max((last ?? 0) + 1, now * steps)
}

/** As AWS writes it: twenty digits. */
export function sequenceNumber(sequence: number): string {
  return `1${String(sequence).padStart(19, '0')}`
}
