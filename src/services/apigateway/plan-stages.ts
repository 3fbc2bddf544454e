import type * as Api from '@aws-sdk/client-api-gateway'
import type { Throttle } from '../../gateway/index.ts'
import type { Atomic } from '../../store/index.ts'
import { bodyOf, shapeOf } from './bodies.ts'
import type { Where } from './lookups.ts'
import { usagePlans } from './records.ts'

/** A stage as a plan names it; undefined: it is not of the plan. */
export function stageOfPlan(
  { apiStages = [] }: Api.UsagePlan,
  apiId: string,
  stage: string,
): Api.ApiStage | undefined {
  return apiStages.find((named) => named.apiId === apiId && named.stage === stage)
}

/**
 * Whether the throttles of a plan let a request of a key through. The plan's own is for all that the key asks for, of whatever API; one of a
 * method (`/pets/GET`), or of a WebSocket API's route (UNVERIFIED: named by its key), stands beside it. Source: API Gateway Developer Guide,
 * "Usage plans and API keys for REST APIs"; answers of AWS's engineers (repost.aws, "about the flow restriction of multiple apis").
 */
export function admitByPlan(
  throttle: Throttle,
  plan: Api.UsagePlan,
  { keyId, apiId, stage, method }: { keyId: string; apiId: string; stage: string; method: string },
): boolean {
  const key = `${plan.id}/${keyId}`
  const own = stageOfPlan(plan, apiId, stage)?.throttle?.[method]
  if (own && !throttle.admits(`${key}/${apiId}/${stage}/${method}`, own.burstLimit, own.rateLimit))
    return false
  return throttle.admits(key, plan.throttle?.burstLimit, plan.throttle?.rateLimit)
}

/** Takes a stage of an API, or all of them, out of the usage plans that name them. */
export async function leavePlans(
  commit: Atomic,
  { store, accountId, region }: Where,
  apiId: string,
  stageName?: string,
): Promise<void> {
  const { items } = await usagePlans.list(store, { prefix: [accountId, region] })
  for (const stored of items) {
    const plan = shapeOf<Api.UsagePlan>(stored.value)
    const before = plan.apiStages ?? []
    const apiStages = before.filter(
      (named) => named.apiId !== apiId || (stageName !== undefined && named.stage !== stageName),
    )
    if (apiStages.length === before.length) continue
    usagePlans.put(commit, { ...stored.value, body: bodyOf({ ...plan, apiStages }) }, stored)
  }
}
