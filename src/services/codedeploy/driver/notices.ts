/** Tells of deployments: what is to be told is committed with what happened, and sent afterwards. */
import { failureText, isFinalFailure, putEvent, roleCaller } from '../../../delivery/index.ts'
import { type BackgroundSurroundings, serviceCaller } from '../../../dispatch/index.ts'
import type { JobHandler } from '../../../jobs/index.ts'
import type { Atomic } from '../../../store/index.ts'
import type { Deployment } from '../domain/deployment.ts'
import { applicationArn } from '../domain/names.ts'
import { stateEvent, triggerMessage } from '../domain/notices.ts'
import { type Notice, noticeQueue } from '../records.ts'

const states = {
  DeploymentStart: 'START',
  DeploymentSuccess: 'SUCCESS',
  DeploymentFailure: 'FAILURE',
  DeploymentStop: 'STOP',
} as const

/** What happened to a deployment, by the names that triggers have for it. */
export type Happened = keyof typeof states

/** Adds what is told of it to a commit. */
export function tell(commit: Atomic, deployment: Deployment, happened: Happened): void {
  const { accountId, region, id, triggers, serviceRoleArn: roleArn } = deployment
  const home = { accountId, region }
  const add = (notice: Notice) => commit.enqueue(noticeQueue, notice)
  add({
    ...home,
    to: 'bus',
    applicationArn: applicationArn(deployment, deployment.applicationName),
    entry: stateEvent(deployment, states[happened]),
  })
  const isWayBack = happened === 'DeploymentStart' && deployment.creator === 'codeDeployRollback'
  for (const { name, topicArn, events } of triggers) {
    if (!events.includes(happened) && !(isWayBack && events.includes('DeploymentRollback'))) continue
    add({ ...home, to: 'topic', topicArn, roleArn, deploymentId: id, ...triggerMessage(deployment, name) })
  }
}

/** Handles the queue of what is told. */
export function noticeHandler({ call, logger }: BackgroundSurroundings): JobHandler<Notice> {
  return async ({ value: notice }) => {
    try {
      if (notice.to === 'bus') {
        const caller = serviceCaller('codedeploy.amazonaws.com', notice, notice.applicationArn)
        await putEvent(call, notice.entry, caller)
      } else {
        const { topicArn, roleArn, deploymentId, subject, message } = notice
        const caller = roleCaller(notice, roleArn, deploymentId)
        await call('sns:Publish', { TopicArn: topicArn, Subject: subject, Message: message }, caller)
      }
    } catch (error) {
      if (!isFinalFailure(error)) throw error
      logger.warn('A deployment could not be told of', { to: notice.to, reason: failureText(error) })
    }
  }
}
