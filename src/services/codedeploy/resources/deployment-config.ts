import type * as Api from '@aws-sdk/client-codedeploy'
import {
  callWith,
  definite,
  everyItem,
  nameOf,
  type ResourceProperties,
  type ResourceType,
  templateNames,
  unlessMissing,
  unlessTaken,
} from '../../../dispatch/index.ts'

/** AWS::CodeDeploy::DeploymentConfig. Source: CloudFormation template reference, AWS::CodeDeploy::DeploymentConfig. */
export const deploymentConfig: ResourceType = {
  inert: ['MinimumHealthyHosts', 'ZonalConfig'],

  async create(request) {
    const deploymentConfigName = nameOf(request, 'DeploymentConfigName', { max: 100 })
    await unlessTaken(
      request,
      'AWS::CodeDeploy::DeploymentConfig',
      deploymentConfigName,
      callWith(request, 'codedeploy:CreateDeploymentConfig', { ...request.properties, deploymentConfigName }),
      'DeploymentConfigAlreadyExistsException',
    )
    return { physicalId: deploymentConfigName, attributes: {} }
  },

  async remove({ call, physicalId }) {
    await call('codedeploy:DeleteDeploymentConfig', { deploymentConfigName: physicalId })
  },

  async read({ call, identifier }) {
    const found = await unlessMissing(
      call<Api.GetDeploymentConfigOutput>('codedeploy:GetDeploymentConfig', {
        deploymentConfigName: identifier,
      }),
      'DeploymentConfigDoesNotExistException',
    )
    const { deploymentConfigId: _id, createTime: _time, ...info } = found?.deploymentConfigInfo ?? {}
    if (!found) return undefined
    const properties = templateNames(definite(info)) as ResourceProperties
    return { physicalId: identifier, attributes: {}, properties }
  },

  list: (calls) =>
    everyItem<string>(calls, 'codedeploy:ListDeploymentConfigs', {}, 'deploymentConfigsList', 'nextToken'),
}
