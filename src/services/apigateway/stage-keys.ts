/** API keys as WebSocket APIs ask for them, which are another service's. Source: API Gateway Developer Guide, "Usage plans and API keys". */
import type { OperationContext } from '../../dispatch/index.ts'
import type { Throttle } from '../../gateway/index.ts'
import { findApiKey, plansOf } from './deployed.ts'
import { admitByPlan, stageOfPlan } from './plan-stages.ts'
import { addUse, remainingOf } from './usage.ts'

/** What is asked of a key: whether it lets a request into a stage, which then counts. */
export interface StageKeyQuestion {
  readonly value: string
  readonly apiId: string
  readonly stage: string
  /** `$connect`. */
  readonly routeKey: string
}

/** What becomes of it. `unknown`: there is no such key, it is not enabled, or none of its plans has the stage. */
export type StageKeyAnswer =
  | { readonly type: 'admitted'; readonly keyId: string }
  | { readonly type: 'unknown' }
  | { readonly type: 'throttled' | 'over quota' }

/** Lets a request in, and counts it for the key's plan. */
export async function admitStageKey(
  throttle: Throttle,
  { value, apiId, stage, routeKey }: StageKeyQuestion,
  context: OperationContext,
): Promise<StageKeyAnswer> {
  const { store, accountId, region, now } = context
  const { id: keyId, enabled } = (await findApiKey(store, context, value)) ?? {}
  if (keyId === undefined || enabled !== true) return { type: 'unknown' }
  const plans = await plansOf(store, context, keyId)
  const plan = plans.find((one) => stageOfPlan(one, apiId, stage))
  if (!plan) return { type: 'unknown' }
  if (!admitByPlan(throttle, plan, { keyId, apiId, stage, method: routeKey })) return { type: 'throttled' }
  const counted = { accountId, region, planId: plan.id ?? '', keyId }
  const remaining = await remainingOf(context, counted, plan, now)
  if (remaining !== undefined && remaining <= 0) return { type: 'over quota' }
  await addUse(context, counted, now, { used: 1 })
  return { type: 'admitted', keyId }
}
