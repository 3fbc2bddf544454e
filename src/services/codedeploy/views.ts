/** Records as CodeDeploy shows them. */
import type * as Api from '@aws-sdk/client-codedeploy'
import { partitionOf } from '../../aws/identifiers.ts'
import type { TrafficRouting } from '../../aws/traffic-shifts.ts'
import type { AlarmSettings, AutoRollback, Deployment, LifecycleEvent } from './domain/deployment.ts'
import { targetIdOf } from './domain/names.ts'
import { overviewOf } from './domain/notices.ts'
import type { Application, Config, Group, LastDeployment, Revision, Tags } from './records.ts'

export function applicationView({ id, name, platform, createdAt }: Application): Api.ApplicationInfo {
  return {
    applicationId: id,
    applicationName: name,
    createTime: new Date(createdAt),
    linkedToGitHub: false,
    computePlatform: platform,
  }
}

export function groupView(group: Group, { name, platform }: Application): Api.DeploymentGroupInfo {
  const { alarms, autoRollback, lastAttempted, lastSuccessful, targetRevision, others } = group
  const { autoScalingGroups, ...settings } = others
  return {
    applicationName: name,
    deploymentGroupId: group.id,
    deploymentGroupName: group.name,
    deploymentConfigName: group.configName,
    ...(settings as Partial<Api.DeploymentGroupInfo>),
    autoScalingGroups: ((autoScalingGroups ?? []) as string[]).map((each) => ({ name: each })),
    serviceRoleArn: group.serviceRoleArn,
    ...(targetRevision && { targetRevision: targetRevision as Api.RevisionLocation }),
    triggerConfigurations: group.triggers.map((trigger) => ({
      triggerName: trigger.name,
      triggerTargetArn: trigger.topicArn,
      triggerEvents: [...trigger.events] as Api.TriggerEventType[],
    })),
    ...(alarms && { alarmConfiguration: alarmsView(alarms) }),
    ...(autoRollback && { autoRollbackConfiguration: rollbackView(autoRollback) }),
    deploymentStyle: styleView(group.style),
    ...(lastSuccessful && { lastSuccessfulDeployment: lastView(lastSuccessful) }),
    ...(lastAttempted && { lastAttemptedDeployment: lastView(lastAttempted) }),
    computePlatform: platform,
  }
}

export function configView(name: string, routing: TrafficRouting, config?: Config): Api.DeploymentConfigInfo {
  const { platform = 'Lambda', settings = {} } = config ?? {}
  return {
    ...(config && { deploymentConfigId: config.id, createTime: new Date(config.createdAt) }),
    deploymentConfigName: name,
    computePlatform: platform,
    ...(settings as Partial<Api.DeploymentConfigInfo>),
    ...(platform === 'Server' ? {} : { trafficRoutingConfig: routingView(routing) }),
  }
}

export function deploymentView(deployment: Deployment): Api.DeploymentInfo {
  const { id, error, startedAt, completedAt, autoRollback, previousRevision } = deployment
  const { rollbackDeploymentId, rollbackTriggeringDeploymentId, rollbackMessage } = deployment
  return {
    applicationName: deployment.applicationName,
    deploymentGroupName: deployment.groupName,
    deploymentConfigName: deployment.configName,
    deploymentId: id,
    ...(previousRevision && { previousRevision: previousRevision as Api.RevisionLocation }),
    revision: deployment.revision as Api.RevisionLocation,
    status: deployment.status,
    ...(error && { errorInformation: { code: error.code as Api.ErrorCode, message: error.message } }),
    createTime: new Date(deployment.createdAt),
    ...(startedAt === undefined ? {} : { startTime: new Date(startedAt) }),
    ...(completedAt === undefined ? {} : { completeTime: new Date(completedAt) }),
    deploymentOverview: overviewOf(deployment),
    ...(deployment.description === undefined ? {} : { description: deployment.description }),
    creator: deployment.creator,
    ignoreApplicationStopFailures: false,
    ...(autoRollback && { autoRollbackConfiguration: rollbackView(autoRollback) }),
    updateOutdatedInstancesOnly: false,
    ...(rollbackMessage === undefined
      ? {}
      : { rollbackInfo: { rollbackDeploymentId, rollbackTriggeringDeploymentId, rollbackMessage } }),
    deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    instanceTerminationWaitTimeStarted: false,
    deploymentStatusMessages: [],
    computePlatform: 'Lambda',
    ...(deployment.ownAlarms && deployment.alarms
      ? { overrideAlarmConfiguration: alarmsView(deployment.alarms) }
      : {}),
  }
}

/** The only target of a deployment; nothing before it has begun. */
export function targetView(deployment: Deployment): Api.DeploymentTarget | undefined {
  const { plan, accountId, region } = deployment
  if (!plan) return undefined
  const { functionName, alias, currentVersion, targetVersion } = plan
  const name = functionName.slice(functionName.lastIndexOf(':') + 1)
  return {
    deploymentTargetType: 'LambdaTarget',
    lambdaTarget: {
      deploymentId: deployment.id,
      targetId: targetIdOf({ functionName: name, alias }),
      targetArn: `arn:${partitionOf(region)}:lambda:${region}:${accountId}:function:${name}:${alias}`,
      status: statusOf(deployment),
      lastUpdatedAt: new Date(deployment.updatedAt),
      lifecycleEvents: deployment.events.map(eventView),
      lambdaFunctionInfo: {
        functionName: name,
        functionAlias: alias,
        currentVersion,
        targetVersion,
        targetVersionWeight: deployment.percent / 100,
      },
    },
  }
}

export function revisionView(revision: Revision): Api.GenericRevisionInfo {
  const { description, groupNames, firstUsedAt, lastUsedAt, registeredAt } = revision
  return {
    ...(description === undefined ? {} : { description }),
    deploymentGroups: [...groupNames],
    ...(firstUsedAt === undefined ? {} : { firstUsedTime: new Date(firstUsedAt) }),
    ...(lastUsedAt === undefined ? {} : { lastUsedTime: new Date(lastUsedAt) }),
    registerTime: new Date(registeredAt),
  }
}

export function readTags(tags: readonly Api.Tag[] | undefined): Tags {
  return Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]))
}

function statusOf({ status }: Deployment): Api.TargetStatus {
  if (status === 'Created') return 'Pending'
  return status === 'Stopped' ? 'Failed' : status
}

/** UNVERIFIED: the diagnostics of a hook that failed. */
function eventView({ name, status, startedAt, endedAt, problem }: LifecycleEvent): Api.LifecycleEvent {
  return {
    lifecycleEventName: name,
    ...(startedAt === undefined ? {} : { startTime: new Date(startedAt) }),
    ...(endedAt === undefined ? {} : { endTime: new Date(endedAt) }),
    status,
    ...(problem === undefined ? {} : { diagnostics: { errorCode: 'UnknownError', message: problem } }),
  }
}

function routingView(routing: TrafficRouting): Api.TrafficRoutingConfig {
  if (routing.type === 'AllAtOnce') return { type: 'AllAtOnce' }
  const { type, percent, minutes } = routing
  return type === 'TimeBasedCanary'
    ? { type, timeBasedCanary: { canaryPercentage: percent, canaryInterval: minutes } }
    : { type, timeBasedLinear: { linearPercentage: percent, linearInterval: minutes } }
}

function alarmsView({ enabled, ignorePollAlarmFailure, alarms }: AlarmSettings): Api.AlarmConfiguration {
  return { enabled, ignorePollAlarmFailure, alarms: alarms.map((name) => ({ name })) }
}

function rollbackView({ enabled, events }: AutoRollback): Api.AutoRollbackConfiguration {
  return { enabled, events: [...events] }
}

function styleView({ type, option }: Group['style']): Api.DeploymentStyle {
  return {
    deploymentType: type as Api.DeploymentType,
    deploymentOption: option as Api.DeploymentOption,
  }
}

function lastView({ id, status, createdAt, endedAt }: LastDeployment): Api.LastDeploymentInfo {
  return {
    deploymentId: id,
    status: status as Api.DeploymentStatus,
    ...(endedAt === undefined ? {} : { endTime: new Date(endedAt) }),
    createTime: new Date(createdAt),
  }
}
