import { lambdaVersion } from '../../cloudformation/lambda.ts'
import type { Context } from '../../context.ts'
import { referredId } from '../../intrinsics/build.ts'
import { Resource } from '../../model/resource.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import { type Dict, get, isDict, isTruthy, type Value } from '../../python/values.ts'

/**
 * The version that is published. Its id has a hash of what the version depends on: when that changes, CloudFormation makes
 * another version and, by the deletion policy, keeps the old one.
 */
export function versionOf(
  resource: SamResource,
  lambda: Resource,
  codeSha256: string | undefined,
  context: Context,
): Resource {
  // Parameters in the code's place are resolved in the function too: AWS's translator changes it in place.
  const code = context.resolveParameters(lambda.properties.Code as Value)
  const prefix = `${resource.logicalId}Version`
  const data = isTruthy(resource.get('AutoPublishAliasAllProperties'))
    ? allProperties(lambda, context)
    : codeAndSettings(code, lambda)
  const logicalId = codeSha256 ? prefix + codeSha256.slice(0, 10) : context.hashedId(prefix, data)
  const attributes = resource.passedOn
  attributes.DeletionPolicy ??= deletionPolicy(resource)
  const properties: Dict = { FunctionName: lambda.name, Description: resource.get('VersionDescription') }
  if (resource.get('CapacityProviderConfig') !== null)
    properties.FunctionScalingConfig = resource.get('FunctionScalingConfig')
  return new Resource(lambdaVersion, logicalId, { attributes, properties })
}

function deletionPolicy(resource: SamResource): Value {
  const own = resource.get('VersionDeletionPolicy')
  return own ?? (resource.get('CapacityProviderConfig') === null ? 'Retain' : 'Delete')
}

/** The function's code, and the settings that count as a change by themselves. */
function codeAndSettings(code: Value, lambda: Resource): Dict {
  const { Environment: environment, MemorySize: memory, SnapStart: snapStart } = lambda.properties
  const data: Dict = isDict(code) ? { ...code } : {}
  if (isTruthy(environment)) Object.assign(data, environment)
  if (isTruthy(memory)) data.MemorySize = memory as Value
  if (isDict(snapStart) && isTruthy(snapStart) && (snapStart.ApplyOn ?? 'None') !== 'None')
    data.SnapStart = snapStart
  return data
}

/** All of the function, and its layers of the same template that publish anew with it. */
function allProperties(lambda: Resource, context: Context): Dict {
  const data = lambda.render().Properties as Dict
  const { Layers: layers } = data
  for (const layer of Array.isArray(layers) ? layers : []) {
    const id = referredId(layer)
    const other = id === undefined ? undefined : get(context.resources, id)
    if (id === undefined || !isDict(other)) continue
    const { Properties: properties = {} } = other
    if (isDict(properties) && isTruthy(properties.PublishLambdaVersion)) data[id] = properties
  }
  return data
}
