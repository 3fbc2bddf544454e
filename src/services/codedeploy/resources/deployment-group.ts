import type * as Api from '@aws-sdk/client-codedeploy'
import type { Json, JsonObject } from '../../../base/json.ts'
import {
  callWith,
  changed,
  definite,
  everyItem,
  nameOf,
  type ResourceProperties,
  type ResourceType,
  retag,
  tagList,
  tagsOf,
  templateNames,
  unlessMissing,
  unlessTaken,
} from '../../../dispatch/index.ts'
import { groupArn } from '../domain/names.ts'
import { listApplicationNames, tagsIn } from './application.ts'

const missing = ['ApplicationDoesNotExistException', 'DeploymentGroupDoesNotExistException']

/** Properties that act, as the API names them but for the first letter. */
const acting = [
  'AlarmConfiguration',
  'AutoRollbackConfiguration',
  'DeploymentConfigName',
  'DeploymentStyle',
  'ServiceRoleArn',
  'TriggerConfigurations',
] as const

/** Those of other platforms. */
const others = [
  'AutoScalingGroups',
  'BlueGreenDeploymentConfiguration',
  'ECSServices',
  'Ec2TagFilters',
  'Ec2TagSet',
  'LoadBalancerInfo',
  'OnPremisesInstanceTagFilters',
  'OnPremisesTagSet',
  'OutdatedInstancesStrategy',
  'TerminationHookEnabled',
] as const

/** AWS::CodeDeploy::DeploymentGroup. Source: CloudFormation template reference, AWS::CodeDeploy::DeploymentGroup. */
export const deploymentGroup: ResourceType = {
  inert: [...others, 'Deployment'],

  async create(request) {
    const { properties } = request
    const applicationName = String(properties.ApplicationName)
    const deploymentGroupName = nameOf(request, 'DeploymentGroupName', { max: 100 })
    await unlessTaken(
      request,
      'AWS::CodeDeploy::DeploymentGroup',
      `${applicationName}|${deploymentGroupName}`,
      callWith(request, 'codedeploy:CreateDeploymentGroup', {
        ...inputOf(properties),
        applicationName,
        deploymentGroupName,
        tags: tagList(tagsOf(request, properties.Tags)),
      }),
      'DeploymentGroupAlreadyExistsException',
    )
    return { physicalId: deploymentGroupName, attributes: {} }
  },

  async update(request) {
    const { properties, previous, physicalId, attributes } = request
    const applicationName = String(properties.ApplicationName)
    if (changed(previous, properties, ...acting, ...others))
      await callWith(request, 'codedeploy:UpdateDeploymentGroup', {
        // What a template no longer has is switched off.
        alarmConfiguration: { enabled: false, alarms: [] },
        autoRollbackConfiguration: { enabled: false, events: [] },
        triggerConfigurations: [],
        ...inputOf(properties),
        applicationName,
        currentDeploymentGroupName: physicalId,
      })
    const ResourceArn = groupArn(request, applicationName, physicalId)
    await retag(
      request,
      'Tags',
      (tags) => request.call('codedeploy:TagResource', { ResourceArn, Tags: tagList(tags) }),
      (TagKeys) => request.call('codedeploy:UntagResource', { ResourceArn, TagKeys }),
    )
    return { physicalId, attributes }
  },

  async remove({ call, physicalId, properties }) {
    await unlessMissing(
      call('codedeploy:DeleteDeploymentGroup', {
        applicationName: properties.ApplicationName,
        deploymentGroupName: physicalId,
      }),
      ...missing,
    )
  },

  async read(query) {
    const [applicationName = '', deploymentGroupName = ''] = query.identifier.split('|')
    const found = await unlessMissing(
      query.call<Api.GetDeploymentGroupOutput>('codedeploy:GetDeploymentGroup', {
        applicationName,
        deploymentGroupName,
      }),
      ...missing,
    )
    if (!found?.deploymentGroupInfo) return undefined
    const info = templateNames(definite(found.deploymentGroupInfo)) as JsonObject
    const settings = Object.fromEntries(
      acting.flatMap((name) => (info[name] === undefined ? [] : [[name, info[name]]])),
    )
    return {
      physicalId: deploymentGroupName,
      attributes: {},
      properties: {
        ApplicationName: applicationName,
        DeploymentGroupName: deploymentGroupName,
        ...settings,
        ...(await tagsIn(query, groupArn(query, applicationName, deploymentGroupName))),
      },
    }
  },

  async list(calls, { ApplicationName }) {
    const names =
      ApplicationName === undefined ? await listApplicationNames(calls) : [String(ApplicationName)]
    const groups = await Promise.all(
      names.map(async (applicationName) => {
        const found = await unlessMissing(
          everyItem<string>(
            calls,
            'codedeploy:ListDeploymentGroups',
            { applicationName },
            'deploymentGroups',
            'nextToken',
          ),
          ...missing,
        )
        return (found ?? []).map((name) => `${applicationName}|${name}`)
      }),
    )
    return groups.flat()
  },
}

/** What the operations take, in the template's case. Sets of tags have another form in templates. */
function inputOf(properties: ResourceProperties): Record<string, Json> {
  const given = [...acting, ...others].flatMap((name) => {
    const value = properties[name]
    return value === undefined || value === null ? [] : [[name, tagSet(name, value)]]
  })
  return Object.fromEntries(given) as Record<string, Json>
}

function tagSet(name: string, value: Json): Json {
  const [list, group] =
    name === 'Ec2TagSet'
      ? ['Ec2TagSetList', 'Ec2TagGroup']
      : name === 'OnPremisesTagSet'
        ? ['OnPremisesTagSetList', 'OnPremisesTagGroup']
        : []
  if (list === undefined || group === undefined) return value
  const sets = ((value as JsonObject)[list] ?? []) as readonly JsonObject[]
  return { [list]: sets.map((set) => set[group] ?? []) }
}
