import type * as Api from '@aws-sdk/client-codedeploy'
import type { OperationContext } from '../../../dispatch/index.ts'
import { requireGroup } from '../applications.ts'
import { change } from '../changing.ts'
import { requireConfig } from '../configs.ts'
import type { Deployment } from '../domain/deployment.ts'
import { newDeploymentId } from '../domain/names.ts'
import { notBegun } from '../domain/progress.ts'
import { goOn } from '../driver/go-on.ts'
import { activeAlready, platformNotBuilt, refusal, required } from '../errors.ts'
import { readAlarms, readRollback } from '../group-settings.ts'
import { descriptionCharacters } from '../limits.ts'
import { type Application, deployments, type Group, groups } from '../records.ts'
import { note, readLocation } from '../revisions.ts'

/** Begins a deployment: what it does is read from its revision afterwards. Source: API Reference, CreateDeployment. */
export async function createDeployment(
  input: Api.CreateDeploymentInput,
  context: OperationContext,
): Promise<Api.CreateDeploymentOutput> {
  const applicationName = required(input.applicationName, 'applicationName')
  const groupName = required(input.deploymentGroupName, 'deploymentGroupName')
  const id = newDeploymentId(context.random)
  return change(context, async (commit) => {
    const { application, group } = await requireGroup(context, applicationName, groupName)
    if (application.platform !== 'Lambda') throw platformNotBuilt(application.platform)
    const { activeDeploymentId } = group.value
    if (activeDeploymentId !== undefined) throw activeAlready(groupName, activeDeploymentId)
    const deployment = await deploymentOf(input, context, id, application, group.value)
    deployments.put(commit, deployment, undefined)
    groups.put(commit, { ...group.value, activeDeploymentId: id }, group)
    await note(context, commit, application, deployment.revision, { groupName })
    goOn(commit, deployment)
    return { deploymentId: id }
  })
}

async function deploymentOf(
  input: Api.CreateDeploymentInput,
  context: OperationContext,
  id: string,
  application: Application,
  group: Group,
): Promise<Deployment> {
  const { accountId, region, now } = context
  const { deploymentConfigName: configName = group.configName, description } = input
  if (description !== undefined && description.length > descriptionCharacters)
    throw refusal('DescriptionTooLongException', 'The description is too long.')
  const { platform, routing } = await requireConfig(context, configName)
  if (platform !== 'Lambda')
    throw refusal(
      'InvalidDeploymentConfigNameException',
      `The deployment configuration ${configName} is of compute platform ${platform}, not Lambda.`,
    )
  const rollback = input.autoRollbackConfiguration
  const own = input.overrideAlarmConfiguration
  const autoRollback = rollback ? readRollback(rollback) : group.autoRollback
  const alarms = own ? readAlarms(own) : group.alarms
  return {
    accountId,
    region,
    id,
    applicationId: application.id,
    applicationName: application.name,
    groupId: group.id,
    groupName: group.name,
    configName,
    routing,
    serviceRoleArn: group.serviceRoleArn,
    revision: readLocation(required(input.revision, 'revision')),
    ...(group.targetRevision && { previousRevision: group.targetRevision }),
    ...(description === undefined ? {} : { description }),
    creator: 'user',
    ...(autoRollback && { autoRollback }),
    ...(alarms && { alarms }),
    ownAlarms: own !== undefined,
    triggers: group.triggers,
    ...notBegun(now),
  }
}
