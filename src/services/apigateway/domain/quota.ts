/** The periods of quotas. Source: API Gateway Developer Guide, "Usage plans and API keys"; API Reference, QuotaSettings. */
import type { QuotaSettings } from '@aws-sdk/client-api-gateway'

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

/**
 * Days; weeks from the day that lies `offset` days behind Sunday; months from the day that lies `offset` days behind the first. Source:
 * CloudFormation User Guide, AWS::ApiGateway::UsagePlan QuotaSettings, "Offset".
 */
export function quotaPeriod(
  { period, offset = 0 }: Pick<QuotaSettings, 'period' | 'offset'>,
  at: number,
): QuotaPeriod {
  const date = new Date(at)
  const midnight = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate())
  if (period === 'DAY') return { first: dayOf(midnight), last: dayOf(midnight) }
  if (period === 'WEEK') {
    const first = midnight - ((date.getUTCDay() - offset + 7) % 7) * dayMs
    return { first: dayOf(first), last: dayOf(first + 6 * dayMs) }
  }
  const month = date.getUTCMonth() - (date.getUTCDate() <= offset ? 1 : 0)
  const first = Date.UTC(date.getUTCFullYear(), month, 1 + offset)
  const next = Date.UTC(date.getUTCFullYear(), month + 1, 1 + offset)
  return { first: dayOf(first), last: dayOf(next - dayMs) }
}
