import type * as Api from '@aws-sdk/client-api-gateway'
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
