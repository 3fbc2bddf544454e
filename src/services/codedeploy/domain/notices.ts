/** What is told of deployments. */
import type { JsonObject } from '../../../base/json.ts'
import type { Deployment } from './deployment.ts'
import { applicationArn, groupArn } from './names.ts'

/** The entry for PutEvents. Source: CodeDeploy User Guide, "Monitor deployments with Amazon CloudWatch Events". */
export function stateEvent(
  deployment: Deployment,
  state: 'START' | 'SUCCESS' | 'FAILURE' | 'STOP',
): JsonObject {
  const { region, id, applicationName, groupName, groupId } = deployment
  return {
    Source: 'aws.codedeploy',
    DetailType: 'CodeDeploy Deployment State-change Notification',
    Resources: [
      applicationArn(deployment, applicationName),
      groupArn(deployment, applicationName, groupName),
    ],
    Detail: JSON.stringify({
      region,
      deploymentId: id,
      instanceGroupId: groupId,
      deploymentGroup: groupName,
      state,
      application: applicationName,
    }),
  }
}

/** The words of statuses in messages of triggers. Source: messages that users of AWS have published. */
const statusWords = {
  Created: 'CREATED',
  InProgress: 'CREATED',
  Succeeded: 'SUCCEEDED',
  Failed: 'FAILED',
  Stopped: 'ABORTED',
} as const

/** A message of a trigger. Source: CodeDeploy User Guide, "JSON data formats for CodeDeploy triggers". */
export function triggerMessage(
  deployment: Deployment,
  triggerName: string,
): { readonly subject: string; readonly message: string } {
  const { region, accountId, id, applicationName, groupName, createdAt, completedAt, error } = deployment
  const status = statusWords[deployment.status]
  const { rollbackTriggeringDeploymentId, rollbackMessage } = deployment
  return {
    subject: `${status}: AWS CodeDeploy ${id} in ${region} to ${applicationName}`.slice(0, 100),
    message: JSON.stringify({
      region,
      accountId,
      eventTriggerName: triggerName,
      applicationName,
      deploymentId: id,
      deploymentGroupName: groupName,
      createTime: dateText(createdAt),
      completeTime: completedAt === undefined ? null : dateText(completedAt),
      ...(completedAt === undefined ? {} : { deploymentOverview: JSON.stringify(overviewOf(deployment)) }),
      status,
      ...(error && {
        errorInformation: JSON.stringify({ ErrorCode: error.code, ErrorMessage: error.message }),
      }),
      ...(rollbackTriggeringDeploymentId !== undefined && {
        rollbackInformation: JSON.stringify({
          RollbackTriggeringDeploymentId: rollbackTriggeringDeploymentId,
          RollbackMessage: rollbackMessage ?? '',
        }),
      }),
    }),
  }
}

/** How many targets are how far: a Lambda deployment has one. */
export function overviewOf({ status }: Deployment): Record<string, number> {
  const counts = { Pending: 0, InProgress: 0, Succeeded: 0, Failed: 0, Skipped: 0, Ready: 0 }
  const words = {
    Created: 'Pending',
    InProgress: 'InProgress',
    Succeeded: 'Succeeded',
    Failed: 'Failed',
    Stopped: 'Failed',
  } as const
  return { ...counts, [words[status]]: 1 }
}

/** `Fri Oct 07 19:50:41 UTC 2016`. */
function dateText(at: number): string {
  const [weekday = '', day = '', month = '', year = '', time = ''] = new Date(at).toUTCString().split(/,? /)
  return `${weekday} ${month} ${day} ${time} UTC ${year}`
}
