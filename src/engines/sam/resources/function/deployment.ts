import type { Context } from '../../context.ts'
import { InvalidResource } from '../../errors.ts'
import { isIntrinsic } from '../../intrinsics/build.ts'
import type { Resource } from '../../model/resource.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import { type Dict, isDict, isTruthy, type Value } from '../../python/values.ts'

const fix = 'deployment_preference_condition_fix'

/** `DeploymentPreference`: remembers it for the deployment group, and gives the alias its update policy. @throws InvalidResource */
export function addDeploymentPreference(
  resource: SamResource,
  alias: Resource | undefined,
  context: Context,
): void {
  const preference = resource.get('DeploymentPreference')
  if (!isDict(preference) || !isTruthy(preference)) return
  const { logicalId } = resource
  const resolved = (value: Value) => context.resolveMappings(context.resolveParameters(value))
  for (const name of ['Enabled', 'Type']) {
    const value = preference[name]
    if (value !== undefined) preference[name] = resolved(value)
  }
  preference.PassthroughCondition =
    preference.PassthroughCondition === undefined
      ? context.isEnabled(fix)
      : asBoolean(logicalId, 'PassthroughCondition', resolved(preference.PassthroughCondition))
  const { deploymentPreferences } = context
  const gradual = deploymentPreferences.add(
    logicalId,
    preference,
    resource.attributes.Condition,
    resource.get('Tags'),
    resource.get('PropagateTags'),
  )
  if (!gradual) return
  if (!alias) {
    throw new InvalidResource(
      logicalId,
      "'DeploymentPreference' requires AutoPublishAlias property to be specified.",
    )
  }
  alias.attributes.UpdatePolicy = deploymentPreferences.updatePolicy(logicalId) as Dict
}

function asBoolean(logicalId: string, name: string, value: Value): boolean {
  if (value === true || value === 'true' || value === 'True' || value === 1) return true
  if (value === false || value === 'false' || value === 'False' || value === 0) return false
  throw new InvalidResource(
    logicalId,
    isIntrinsic(value)
      ? `Unsupported intrinsic: the only intrinsic functions supported for property ${name} are FindInMap and parameter Refs.`
      : `Invalid value for property ${name}.`,
  )
}
