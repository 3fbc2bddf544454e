/** How much keys have used of plans. Who answers requests counts with {@link addUse}; GetUsage and UpdateUsage read and grant. */
import type { UsagePlan } from '@aws-sdk/client-api-gateway'
import type { Surroundings } from '../../dispatch/index.ts'
import { changeRecords } from '../../store/index.ts'
import { dayOf, quotaPeriod } from './domain/quota.ts'
import { tooManyConflicts } from './errors.ts'
import { commitAttempts } from './limits.ts'
import { type Home, type KeptUsage, usages } from './records.ts'

/** A key of a plan. */
export interface PlanKeyPlace extends Home {
  readonly planId: string
  readonly keyId: string
}

/** What is left of a plan's quota for a key at an instant; nothing for a plan without a quota. May be below zero. */
export async function remainingOf(
  { store }: Pick<Surroundings, 'store'>,
  { accountId, region, planId, keyId }: PlanKeyPlace,
  { quota }: Pick<UsagePlan, 'quota'>,
  at: number,
): Promise<number | undefined> {
  if (!quota) return undefined
  const { first, last } = quotaPeriod(quota, at)
  const prefix = [accountId, region, planId, keyId]
  const { items } = await usages.list(store, {
    prefix,
    start: [...prefix, first],
    end: [...prefix, `${last}~`],
  })
  return items.reduce((left, { value }) => left + value.granted - value.used, quota.limit ?? 0)
}

/** Counts requests (or, with `granted`, changes what remains) on the day of an instant. */
export async function addUse(
  { store }: Pick<Surroundings, 'store'>,
  place: PlanKeyPlace,
  at: number,
  { used = 0, granted = 0 }: { readonly used?: number; readonly granted?: number },
): Promise<void> {
  const { accountId, region, planId, keyId } = place
  const day = dayOf(at)
  await changeRecords(store, { attempts: commitAttempts, giveUp: tooManyConflicts }, async (commit) => {
    const found = await usages.get(store, [accountId, region, planId, keyId, day])
    const next: KeptUsage = {
      accountId,
      region,
      planId,
      keyId,
      day,
      used: (found?.value.used ?? 0) + used,
      granted: (found?.value.granted ?? 0) + granted,
    }
    usages.put(commit, next, found)
  })
}
