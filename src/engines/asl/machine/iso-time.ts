/** A moment as the context object tells it: `2026-03-26T20:14:13.192Z`. Unit: milliseconds since 1970, from 0 to the end of the year 9999. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}
