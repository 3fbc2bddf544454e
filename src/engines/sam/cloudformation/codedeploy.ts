import { ref } from '../intrinsics/build.ts'
import type { ResourceKind } from '../model/resource.ts'

/** AWS::CodeDeploy::Application. */
export const codeDeployApplication: ResourceKind = {
  type: 'AWS::CodeDeploy::Application',
  tags: true,
  name: ref,
}
/** AWS::CodeDeploy::DeploymentGroup. */
export const codeDeployDeploymentGroup: ResourceKind = {
  type: 'AWS::CodeDeploy::DeploymentGroup',
  tags: true,
  name: ref,
}
