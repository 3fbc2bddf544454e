/** Settings of groups and deployments as records have them. */
import type * as Api from '@aws-sdk/client-codedeploy'
import type { JsonObject } from '../../base/json.ts'
import type { AlarmSettings, AutoRollback, RollbackEvent, Trigger } from './domain/deployment.ts'
import { refusal } from './errors.ts'
import { alarmsPerGroup, triggersPerGroup } from './limits.ts'

/** Fails with InvalidAlarmConfigException and AlarmsLimitExceededException. UNVERIFIED: the words. */
export function readAlarms(config: Api.AlarmConfiguration): AlarmSettings {
  const alarms = (config.alarms ?? []).map(({ name }) => name ?? '')
  const enabled = config.enabled ?? false
  if (alarms.includes('') || new Set(alarms).size < alarms.length)
    throw refusal('InvalidAlarmConfigException', 'Alarms must have names, and each may be listed once.')
  if (enabled && alarms.length === 0)
    throw refusal('InvalidAlarmConfigException', 'An alarm configuration that is enabled must list alarms.')
  if (alarms.length > alarmsPerGroup)
    throw refusal(
      'AlarmsLimitExceededException',
      `A deployment group may have ${alarmsPerGroup} alarms at most.`,
    )
  return { enabled, ignorePollAlarmFailure: config.ignorePollAlarmFailure ?? false, alarms }
}

/** Fails with InvalidAutoRollbackConfigException. UNVERIFIED: the words. */
export function readRollback(config: Api.AutoRollbackConfiguration): AutoRollback {
  const enabled = config.enabled ?? false
  const events = (config.events ?? []) as readonly RollbackEvent[]
  if (enabled && events.length === 0)
    throw refusal(
      'InvalidAutoRollbackConfigException',
      'An automatic rollback configuration that is enabled must list events.',
    )
  return { enabled, events }
}

/** Fails with InvalidTriggerConfigException and TriggerTargetsLimitExceededException. UNVERIFIED: the words. */
export function readTriggers(configs: readonly Api.TriggerConfig[]): readonly Trigger[] {
  if (configs.length > triggersPerGroup)
    throw refusal(
      'TriggerTargetsLimitExceededException',
      `A deployment group may have ${triggersPerGroup} triggers at most.`,
    )
  return configs.map(({ triggerName = '', triggerTargetArn = '', triggerEvents = [] }) => {
    if (
      triggerName === '' ||
      triggerEvents.length === 0 ||
      !/^arn:[^:]+:sns:[^:]+:\d+:[^:]+$/.test(triggerTargetArn)
    )
      throw refusal(
        'InvalidTriggerConfigException',
        'A trigger must have a name, events and the ARN of an Amazon SNS topic.',
      )
    return { name: triggerName, topicArn: triggerTargetArn, events: triggerEvents }
  })
}

/** Of Lambda groups there is one style. UNVERIFIED: the words, and that none given is this one. */
export function lambdaStyle(style: Api.DeploymentStyle | undefined): { type: string; option: string } {
  const { deploymentType = 'BLUE_GREEN', deploymentOption = 'WITH_TRAFFIC_CONTROL' } = style ?? {}
  if (deploymentType !== 'BLUE_GREEN' || deploymentOption !== 'WITH_TRAFFIC_CONTROL')
    throw refusal(
      'InvalidDeploymentStyleException',
      'For the Lambda compute platform, the deployment type must be BLUE_GREEN and the deployment option WITH_TRAFFIC_CONTROL.',
    )
  return { type: deploymentType, option: deploymentOption }
}

const otherNames = [
  'ec2TagFilters',
  'onPremisesInstanceTagFilters',
  'autoScalingGroups',
  'outdatedInstancesStrategy',
  'blueGreenDeploymentConfiguration',
  'loadBalancerInfo',
  'ec2TagSet',
  'ecsServices',
  'onPremisesTagSet',
  'terminationHookEnabled',
] as const

/** What a request has of other platforms, by the API's names. */
export function otherSettings(input: Partial<Record<(typeof otherNames)[number], unknown>>): JsonObject {
  const given = Object.fromEntries(otherNames.map((name) => [name, input[name]]))
  return JSON.parse(JSON.stringify(given)) as JsonObject
}
