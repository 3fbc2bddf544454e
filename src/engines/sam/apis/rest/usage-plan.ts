import { apiKey, usagePlan, usagePlanKey } from '../../cloudformation/api-gateway.ts'
import type { Context } from '../../context.ts'
import { InvalidResource } from '../../errors.ts'
import { ref } from '../../intrinsics/build.ts'
import { Resource } from '../../model/resource.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import { keysOf } from '../../python/memory.ts'
import { type Dict, get, isDict, isTruthy, type Value } from '../../python/values.ts'
import { checkAuth } from './definition.ts'

const members = ['CreateUsagePlan', 'Description', 'Quota', 'Tags', 'Throttle', 'UsagePlanName']

/**
 * A usage plan with an API key, for one API or for all that share theirs.
 * Source: SAM Developer Guide, "ApiUsagePlan".
 * @throws InvalidResource
 */
export function usagePlanOf(api: SamResource, context: Context, stage: Resource): Resource[] {
  const auth = api.get('Auth')
  if (!isTruthy(auth)) return []
  const plan = get(checkAuth(api.logicalId, auth), 'UsagePlan') ?? null
  if (plan === null) return []
  const fault = (sentence: string) => new InvalidResource(api.logicalId, sentence)
  if (!isDict(plan)) throw fault("'UsagePlan' must be a dictionary")
  if (!keysOf(plan).every((name) => members.includes(name))) throw fault("Invalid property for 'UsagePlan'")
  const kind = get(plan, 'CreateUsagePlan') ?? null
  if (kind === null) throw fault("'CreateUsagePlan' is a required field for UsagePlan.")
  if (kind !== 'SHARED' && kind !== 'PER_API' && kind !== 'NONE') {
    throw fault("'CreateUsagePlan' accepts one of ['SHARED', 'PER_API', 'NONE'].")
  }
  if (kind === 'NONE') return []
  const resources = kind === 'PER_API' ? ownPlan(api, stage) : sharedPlan(api, context, stage)
  for (const name of ['UsagePlanName', 'Description', 'Quota', 'Tags', 'Throttle']) {
    const value = get(plan, name)
    if (isTruthy(value)) (resources[0] as Resource).properties[name] = value as Value
  }
  return resources
}

function ownPlan(api: SamResource, stage: Resource): Resource[] {
  const attributes = api.passedOn
  return planResources({
    ids: {
      plan: `${api.logicalId}UsagePlan`,
      key: `${api.logicalId}ApiKey`,
      planKey: `${api.logicalId}UsagePlanKey`,
    },
    dependsOn: [api.logicalId],
    stages: [{ ApiId: ref(api.logicalId), Stage: ref(stage.logicalId) }],
    stageKeys: [{ RestApiId: ref(api.logicalId), StageName: ref(stage.logicalId) }],
    attributes: () => attributes,
  })
}

function sharedPlan(api: SamResource, context: Context, stage: Resource): Resource[] {
  const shared = context.apis.sharedUsagePlan
  shared.add(api.logicalId, stage.logicalId)
  return planResources({
    ids: { plan: 'ServerlessUsagePlan', key: 'ServerlessApiKey', planKey: 'ServerlessUsagePlanKey' },
    dependsOn: shared.dependsOn,
    stages: shared.stages,
    stageKeys: shared.stageKeys,
    attributes: () => shared.combineAttributes(api.passedOn, context.conditions),
  })
}

interface PlanParts {
  readonly ids: { readonly plan: string; readonly key: string; readonly planKey: string }
  readonly dependsOn: Value[]
  readonly stages: Value[]
  readonly stageKeys: Value[]
  /** Asked for each resource: an API that shares a plan is counted each time, as AWS's translator does. */
  readonly attributes: () => Dict
}

function planResources({ ids, dependsOn, stages, stageKeys, attributes }: PlanParts): Resource[] {
  return [
    new Resource(usagePlan, ids.plan, {
      dependsOn,
      attributes: attributes(),
      properties: { ApiStages: stages },
    }),
    new Resource(apiKey, ids.key, {
      dependsOn: [ids.plan],
      attributes: attributes(),
      properties: { Enabled: true, StageKeys: stageKeys },
    }),
    new Resource(usagePlanKey, ids.planKey, {
      dependsOn: [ids.key],
      attributes: attributes(),
      properties: { KeyId: ref(ids.key), KeyType: 'API_KEY', UsagePlanId: ref(ids.plan) },
    }),
  ]
}
