/** API keys as WebSocket APIs ask for them, which are another service's. Source: API Gateway Developer Guide, "Usage plans and API keys". */
import type { OperationContext } from '../../dispatch/index.ts'
import { findApiKey, plansOf } from './deployed.ts'
import { stageOfPlan } from './plan-stages.ts'

/** What is asked of a key: whether it opens a stage. */
export interface StageKeyQuestion {
  readonly value: string
  readonly apiId: string
  readonly stage: string
}

/** The id of the key of this value; absent where there is none, it is not enabled, or none of its plans has the stage. */
export async function findStageKey(
  { value, apiId, stage }: StageKeyQuestion,
  context: OperationContext,
): Promise<{ readonly keyId?: string }> {
  const { id, enabled } = (await findApiKey(context.store, context, value)) ?? {}
  if (id === undefined || enabled !== true) return {}
  const plans = await plansOf(context.store, context, id)
  return plans.some((plan) => stageOfPlan(plan, apiId, stage)) ? { keyId: id } : {}
}
