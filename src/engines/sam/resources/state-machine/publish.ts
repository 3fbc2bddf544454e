import { stateMachineAlias, stateMachineVersion } from '../../cloudformation/step-functions.ts'
import { InvalidResource } from '../../errors.ts'
import { getAtt } from '../../intrinsics/build.ts'
import { Resource } from '../../model/resource.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import { pythonText } from '../../python/text.ts'
import { type Dict, isTruthy } from '../../python/values.ts'

/** The version and the alias that `AutoPublishAlias` asks for. @throws InvalidResource for what needs an alias and has none */
export function publish(
  resource: SamResource,
  machine: Resource,
): { readonly version: Resource; readonly alias: Resource } | undefined {
  const { logicalId } = resource
  const name = resource.get('AutoPublishAlias')
  const preference = resource.get('DeploymentPreference')
  if (!isTruthy(name)) {
    for (const dependent of ['UseAliasAsEventTarget', 'DeploymentPreference']) {
      if (isTruthy(resource.get(dependent))) {
        throw new InvalidResource(
          logicalId,
          `'${dependent}' requires 'AutoPublishAlias' property to be specified.`,
        )
      }
    }
    return undefined
  }
  const attributes = resource.passedOn
  const version = new Resource(stateMachineVersion, `${logicalId}Version`, {
    attributes: { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain', ...attributes },
    properties: {
      StateMachineArn: machine.arn,
      StateMachineRevisionId: getAtt(logicalId, 'StateMachineRevisionId'),
    },
  })
  // The template's own map is changed, as AWS's translator does.
  const deployment: Dict = isTruthy(preference) ? (preference as Dict) : { Type: 'ALL_AT_ONCE' }
  deployment.StateMachineVersionArn = version.arn
  const alias = new Resource(stateMachineAlias, `${logicalId}Alias${pythonText(name)}`, {
    attributes,
    properties: { Name: name, DeploymentPreference: deployment },
  })
  return { version, alias }
}
