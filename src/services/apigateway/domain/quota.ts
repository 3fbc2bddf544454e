/** The periods of quotas. Source: API Gateway Developer Guide, "Usage plans and API keys"; API Reference, QuotaSettings. */

/** The days of the period that an instant lies in, the last one included. Days as `2026-11-27`, by UTC. */
export interface QuotaPeriod {
  readonly first: string
  readonly last: string
}

const dayMs = 86_400_000

/** The day of an instant. Unit: milliseconds since the epoch. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

/** Days, weeks from Sunday, months of the calendar. `period`: DAY, WEEK or MONTH. UNVERIFIED: on which day weeks begin. */
export function quotaPeriod(period: string, at: number): QuotaPeriod {
  const date = new Date(at)
  const midnight = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate())
  if (period === 'DAY') return { first: dayOf(midnight), last: dayOf(midnight) }
  if (period === 'WEEK') {
    const first = midnight - date.getUTCDay() * dayMs
    return { first: dayOf(first), last: dayOf(first + 6 * dayMs) }
  }
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1)
  const next = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
  return { first: dayOf(first), last: dayOf(next - dayMs) }
}
