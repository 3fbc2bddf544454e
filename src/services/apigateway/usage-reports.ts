/** What keys have used of a plan, day by day. Source: API Reference, GetUsage, UpdateUsage. */
import type * as Api from '@aws-sdk/client-api-gateway'
import type { OperationContext } from '../../dispatch/index.ts'
import { shapeOf } from './bodies.ts'
import { patched } from './domain/patch.ts'
import { usagePatches } from './domain/patch-tables.ts'
import { dayOf, quotaPeriod } from './domain/quota.ts'
import { badRequest, notFound } from './errors.ts'
import { usageDaysMax } from './limits.ts'
import { pageOf } from './paging.ts'
import { planKeys, usages } from './records.ts'
import { addUse, type PlanKeyPlace, remainingOf } from './usage.ts'
import { requirePlan } from './usage-plans.ts'

const dayMs = 86_400_000

function dayAt(text: string | undefined, what: string): number {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text ?? '') ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  // UNVERIFIED: the words.
  if (Number.isNaN(at)) throw badRequest(`Invalid ${what} specified. Must be of the form YYYY-MM-DD`)
  return at
}

function daysBetween(startDate: string | undefined, endDate: string | undefined): readonly number[] {
  const from = dayAt(startDate, 'startDate')
  const to = dayAt(endDate, 'endDate')
  if (to < from) throw badRequest('Usage endDate must be after or equal to startDate')
  const count = Math.round((to - from) / dayMs) + 1
  if (count > usageDaysMax) throw badRequest(`Usage reports cover ${usageDaysMax} days at most`)
  return Array.from({ length: count }, (_, index) => from + index * dayMs)
}

/** For each day what was used, and what was left of the quota at its end. Plans without a quota show as if nothing were left. */
async function reportOf(
  context: OperationContext,
  place: PlanKeyPlace,
  plan: Api.UsagePlan,
  days: readonly number[],
): Promise<number[][]> {
  const { accountId, region, planId, keyId } = place
  const { items } = await usages.list(context.store, {
    prefix: [accountId, region, planId, keyId],
    limit: 1_000,
  })
  const byDay = new Map(items.map(({ value }) => [value.day, value]))
  return days.map((at) => {
    const { first } = quotaPeriod(plan.quota ?? {}, at)
    const day = dayOf(at)
    const before = items.filter(({ value }) => value.day >= first && value.day <= day)
    const left = before.reduce((sum, { value }) => sum + value.granted - value.used, plan.quota?.limit ?? 0)
    return [byDay.get(day)?.used ?? 0, plan.quota ? Math.max(left, 0) : 0]
  })
}

/** What keys have used on the days of a span. */
export async function getUsage(input: Api.GetUsageRequest, context: OperationContext): Promise<Api.Usage> {
  const { usagePlanId = '', keyId, startDate, endDate } = input
  const { store, accountId, region } = context
  const plan = shapeOf<Api.UsagePlan>((await requirePlan(context, usagePlanId)).value)
  const days = daysBetween(startDate, endDate)
  const { items } = await planKeys.list(store, { prefix: [accountId, region, usagePlanId], limit: 10_000 })
  const named = items.map(({ value }) => value.keyId).filter((id) => keyId === undefined || id === keyId)
  if (keyId !== undefined && named.length === 0)
    throw notFound(`Usage Plan ${usagePlanId} has no API Key ${keyId}`)
  const page = pageOf(named, input, `apigateway usage ${usagePlanId}`)
  const reports = await Promise.all(
    page.items.map(
      async (id) =>
        [
          id,
          await reportOf(context, { accountId, region, planId: usagePlanId, keyId: id }, plan, days),
        ] as const,
    ),
  )
  return {
    usagePlanId,
    startDate,
    endDate,
    items: Object.fromEntries(reports),
    ...(page.position === undefined ? {} : { position: page.position }),
  }
}

/** Sets what remains of a key's quota in the period that runs. */
export async function updateUsage(
  { usagePlanId = '', keyId = '', patchOperations }: Api.UpdateUsageRequest,
  context: OperationContext,
): Promise<Api.Usage> {
  const { store, accountId, region, now } = context
  const plan = shapeOf<Api.UsagePlan>((await requirePlan(context, usagePlanId)).value)
  const place = { accountId, region, planId: usagePlanId, keyId }
  if (!(await planKeys.get(store, [accountId, region, usagePlanId, keyId])))
    throw notFound(`Usage Plan ${usagePlanId} has no API Key ${keyId}`)
  const { remaining } = patched(usagePatches, {}, patchOperations)
  if (typeof remaining === 'number') {
    const left = await remainingOf(context, place, plan, now)
    if (left === undefined) throw badRequest('Usage Plan has no quota')
    if (!Number.isInteger(remaining) || remaining < 0) throw badRequest('Invalid remaining quota specified')
    await addUse(context, place, now, { granted: remaining - left })
  }
  const today = dayOf(now)
  return {
    usagePlanId,
    startDate: today,
    endDate: today,
    items: { [keyId]: await reportOf(context, place, plan, [dayAt(today, 'today')]) },
  }
}
