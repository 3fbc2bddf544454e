/** Deployment groups. Source: API Reference, the operations of these names. */
import type * as Api from '@aws-sdk/client-codedeploy'
import { randomUuid } from '../../../base/random.ts'
import { isAssumableRole } from '../../../delivery/index.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { findGroup, groupsOf, requireApplication, requireGroup } from '../applications.ts'
import { change } from '../changing.ts'
import { requireConfig } from '../configs.ts'
import { groupArn } from '../domain/names.ts'
import { type ComputePlatform, defaultConfigName } from '../domain/traffic.ts'
import { noGroup, refusal, required, roleRefused, tooManyNames } from '../errors.ts'
import { lambdaStyle, otherSettings, readAlarms, readRollback, readTriggers } from '../group-settings.ts'
import { batchMax, groupsPerApplication } from '../limits.ts'
import { pageOf } from '../listing.ts'
import { type Application, type Group, groups } from '../records.ts'
import { checkTags } from '../tagging.ts'
import { groupView, readTags } from '../views.ts'

export async function createDeploymentGroup(
  input: Api.CreateDeploymentGroupInput,
  context: OperationContext,
): Promise<Api.CreateDeploymentGroupOutput> {
  const { accountId, region, random } = context
  const name = required(input.deploymentGroupName, 'deploymentGroupName')
  const serviceRoleArn = required(input.serviceRoleArn, 'serviceRoleArn')
  const tags = readTags(input.tags)
  checkTags(tags)
  const id = randomUuid(random)
  return change(context, async (commit) => {
    const { value: application } = await requireApplication(
      context,
      required(input.applicationName, 'applicationName'),
    )
    if (await findGroup(context, application, name)) throw groupExists(name)
    if ((await groupsOf(context, application)).length >= groupsPerApplication)
      throw refusal(
        'DeploymentGroupLimitExceededException',
        `An application may have ${groupsPerApplication} deployment groups at most.`,
      )
    await checkRole(context, application.name, name, serviceRoleArn)
    const { platform } = application
    const group: Group = {
      accountId,
      region,
      id,
      applicationId: application.id,
      name,
      serviceRoleArn,
      configName: await configNameOf(context, platform, input.deploymentConfigName),
      triggers: readTriggers(input.triggerConfigurations ?? []),
      ...(input.alarmConfiguration && { alarms: readAlarms(input.alarmConfiguration) }),
      ...(input.autoRollbackConfiguration && { autoRollback: readRollback(input.autoRollbackConfiguration) }),
      style: styleOf(platform, input.deploymentStyle),
      others: otherSettings(input),
      tags,
    }
    groups.put(commit, group, undefined)
    return { deploymentGroupId: id }
  })
}

/** Changes what is given. */
export async function updateDeploymentGroup(
  input: Api.UpdateDeploymentGroupInput,
  context: OperationContext,
): Promise<Api.UpdateDeploymentGroupOutput> {
  const name = required(input.currentDeploymentGroupName, 'currentDeploymentGroupName')
  return change(context, async (commit) => {
    const { application, group: stored } = await requireGroup(
      context,
      required(input.applicationName, 'applicationName'),
      name,
    )
    const next = await changedGroup(input, context, application, stored.value)
    if (next.name === name) groups.put(commit, next, stored)
    else {
      if (await findGroup(context, application, next.name)) throw groupExists(next.name)
      groups.move(commit, next, stored)
    }
    return { hooksNotCleanedUp: [] }
  })
}

async function changedGroup(
  input: Api.UpdateDeploymentGroupInput,
  context: OperationContext,
  { name: applicationName, platform }: Application,
  group: Group,
): Promise<Group> {
  const { serviceRoleArn = group.serviceRoleArn, deploymentConfigName, deploymentStyle } = input
  if (serviceRoleArn !== group.serviceRoleArn)
    await checkRole(context, applicationName, group.name, serviceRoleArn)
  return {
    ...group,
    name: input.newDeploymentGroupName ?? group.name,
    serviceRoleArn,
    configName:
      deploymentConfigName === undefined
        ? group.configName
        : await configNameOf(context, platform, deploymentConfigName),
    ...(input.triggerConfigurations && { triggers: readTriggers(input.triggerConfigurations) }),
    ...(input.alarmConfiguration && { alarms: readAlarms(input.alarmConfiguration) }),
    ...(input.autoRollbackConfiguration && { autoRollback: readRollback(input.autoRollbackConfiguration) }),
    ...(deploymentStyle && { style: styleOf(platform, deploymentStyle) }),
    others: { ...group.others, ...otherSettings(input) },
  }
}

export async function getDeploymentGroup(
  input: Api.GetDeploymentGroupInput,
  context: OperationContext,
): Promise<Api.GetDeploymentGroupOutput> {
  const { application, group } = await requireGroup(
    context,
    required(input.applicationName, 'applicationName'),
    required(input.deploymentGroupName, 'deploymentGroupName'),
  )
  return { deploymentGroupInfo: groupView(group.value, application) }
}

/** Those that are there; of the others one is named. */
export async function batchGetDeploymentGroups(
  input: Api.BatchGetDeploymentGroupsInput,
  context: OperationContext,
): Promise<Api.BatchGetDeploymentGroupsOutput> {
  const names = required(input.deploymentGroupNames, 'deploymentGroupName')
  if (names.length > batchMax) throw tooManyNames()
  const { value: application } = await requireApplication(
    context,
    required(input.applicationName, 'applicationName'),
  )
  const found = await Promise.all(names.map((name) => findGroup(context, application, name)))
  const missing = names.find((_name, index) => found[index] === undefined)
  return {
    deploymentGroupsInfo: found.flatMap((group) => (group ? [groupView(group.value, application)] : [])),
    ...(missing === undefined ? {} : { errorMessage: noGroup(missing).message }),
  }
}

export async function listDeploymentGroups(
  input: Api.ListDeploymentGroupsInput,
  context: OperationContext,
): Promise<Api.ListDeploymentGroupsOutput> {
  const applicationName = required(input.applicationName, 'applicationName')
  const { value: application } = await requireApplication(context, applicationName)
  const { accountId, region, store } = context
  const { items, nextToken } = await pageOf({
    read: (selector) => groups.list(store, selector),
    prefix: [accountId, region, application.id],
    keyOf: ({ name }) => [name],
    token: input.nextToken,
    purpose: ['ListDeploymentGroups'],
  })
  return {
    applicationName,
    deploymentGroups: items.map(({ name }) => name),
    ...(nextToken && { nextToken }),
  }
}

/** Deletes a group; one that is not there, or whose application is not, is deleted already. */
export async function deleteDeploymentGroup(
  input: Api.DeleteDeploymentGroupInput,
  context: OperationContext,
): Promise<Api.DeleteDeploymentGroupOutput> {
  return change(context, async (commit) => {
    const { value: application } = await requireApplication(
      context,
      required(input.applicationName, 'applicationName'),
    )
    const name = required(input.deploymentGroupName, 'deploymentGroupName')
    const stored = await findGroup(context, application, name)
    if (stored) groups.remove(commit, stored)
    return { hooksNotCleanedUp: [] }
  })
}

/** The configuration's name, or the default one. Fails with DeploymentConfigDoesNotExistException and InvalidDeploymentConfigNameException. */
async function configNameOf(
  context: OperationContext,
  platform: ComputePlatform,
  name: string | undefined,
): Promise<string> {
  if (name === undefined) {
    if (platform === 'Lambda') return defaultConfigName
    return platform === 'ECS' ? 'CodeDeployDefault.ECSAllAtOnce' : 'CodeDeployDefault.OneAtATime'
  }
  const config = await requireConfig(context, name)
  if (config.platform === platform) return name
  // UNVERIFIED: the code and the words.
  throw refusal(
    'InvalidDeploymentConfigNameException',
    `The deployment configuration ${name} is of compute platform ${config.platform}, not ${platform}.`,
  )
}

function styleOf(platform: ComputePlatform, style: Api.DeploymentStyle | undefined): Group['style'] {
  if (platform === 'Lambda') return lambdaStyle(style)
  const { deploymentType = 'IN_PLACE', deploymentOption = 'WITHOUT_TRAFFIC_CONTROL' } = style ?? {}
  return { type: deploymentType, option: deploymentOption }
}

/** Fails with InvalidRoleException. */
async function checkRole(
  context: OperationContext,
  applicationName: string,
  name: string,
  roleArn: string,
): Promise<void> {
  const source = groupArn(context, applicationName, name)
  if (!(await isAssumableRole(context, roleArn, 'codedeploy.amazonaws.com', source)))
    throw roleRefused(roleArn)
}

/** UNVERIFIED: the words. */
function groupExists(name: string): Error {
  return refusal('DeploymentGroupAlreadyExistsException', `Deployment group already exists: ${name}`)
}
