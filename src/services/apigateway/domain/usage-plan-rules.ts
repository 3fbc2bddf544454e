/** What holds of usage plans. Source: API Reference, CreateUsagePlan. UNVERIFIED: most words. */
import type { QuotaSettings, ThrottleSettings, UsagePlan } from '@aws-sdk/client-api-gateway'
import { badRequest } from '../errors.ts'

const periods = ['DAY', 'WEEK', 'MONTH']

/** A plan as it shall be kept. Fails with BadRequestException. */
export function checkedPlan(plan: UsagePlan): UsagePlan {
  if (!plan.name) throw badRequest('Usage Plan name cannot be blank')
  const { quota, throttle, description, ...rest } = plan
  return {
    ...rest,
    ...(description ? { description } : {}),
    ...(quota === undefined ? {} : { quota: checkedQuota(quota) }),
    ...(throttle === undefined ? {} : { throttle: checkedThrottle(throttle) }),
  }
}

function checkedQuota({ limit, offset = 0, period }: QuotaSettings): QuotaSettings {
  if (limit === undefined || !Number.isInteger(limit) || limit < 1)
    throw badRequest('Usage Plan quota limit must be a positive number')
  if (period === undefined || !periods.includes(period))
    throw badRequest(`Usage Plan quota period must be one of ${periods.join(', ')}`)
  if (!Number.isInteger(offset) || offset < 0 || offset >= limit)
    throw badRequest('Usage Plan quota offset must be less than the quota limit and not negative')
  const days = { DAY: 0, WEEK: 6, MONTH: 27 }[period as 'DAY' | 'WEEK' | 'MONTH']
  if (offset > days && period === 'DAY')
    throw badRequest('Usage Plan quota offset must be zero in the DAY period')
  if (offset > days)
    throw badRequest(`Usage Plan quota offset must be between zero and ${days} in the ${period} period`)
  return { limit, offset, period }
}

function checkedThrottle({ rateLimit = 0, burstLimit = 0 }: ThrottleSettings): ThrottleSettings {
  if (rateLimit < 0) throw badRequest('Usage Plan throttle rate limit must be non-negative')
  if (burstLimit < 0 || !Number.isInteger(burstLimit))
    throw badRequest('Usage Plan throttle burst limit must be non-negative')
  return { burstLimit, rateLimit }
}
