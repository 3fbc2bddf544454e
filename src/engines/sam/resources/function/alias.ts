import { lambdaAlias } from '../../cloudformation/lambda.ts'
import type { Context } from '../../context.ts'
import { InvalidResource } from '../../errors.ts'
import { getAtt } from '../../intrinsics/build.ts'
import { Resource } from '../../model/resource.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import { isTruthy, type Value } from '../../python/values.ts'

/** The name of an alias that a property gives, as a text or by a parameter. @throws InvalidResource */
export function resolvedAliasName(
  logicalId: string,
  property: string,
  given: Value,
  context: Context,
): string {
  const name = context.resolveParameters(given)
  if (typeof name !== 'string') {
    throw new InvalidResource(logicalId, `'${property}' must be a string or a Ref to a template parameter`)
  }
  return name
}

/** The alias that points to the version that was published last. @throws InvalidResource */
export function aliasOf(resource: SamResource, name: string, lambda: Resource, version: Resource): Resource {
  const { logicalId } = resource
  if (name === '') throw new InvalidResource(logicalId, 'Alias name is required to create an alias')
  if (!/^(?![0-9]+\n?$)[a-zA-Z0-9\-_]+\n?$/.test(name)) {
    throw new InvalidResource(
      logicalId,
      `AutoPublishAlias name ('${name}') must contain only alphanumeric characters, hyphens, or underscores matching (?!^[0-9]+$)([a-zA-Z0-9-_]+) pattern.`,
    )
  }
  const alphanumeric = name.replaceAll('-', 'D').replaceAll('_', 'U')
  const provisioned = resource.get('ProvisionedConcurrencyConfig')
  return new Resource(lambdaAlias, `${logicalId}Alias${alphanumeric}`, {
    attributes: resource.passedOn,
    properties: {
      Name: name,
      FunctionName: lambda.name,
      FunctionVersion: getAtt(version.logicalId, 'Version'),
      ProvisionedConcurrencyConfig: isTruthy(provisioned) ? provisioned : null,
    },
  })
}
