/**
 * Carries out what a new state causes: messages to topics, invocations of functions, an event on the default bus. Source: CloudWatch
 * User Guide, "Alarm actions", "Invoke a Lambda function from an alarm", "Alarm events and EventBridge".
 */

import { parseArn } from '../../aws/arn.ts'
import { AwsError } from '../../aws/aws-error.ts'
import { partitionOf } from '../../aws/identifiers.ts'
import { putEvent } from '../../delivery/index.ts'
import { type BackgroundSurroundings, serviceCaller } from '../../dispatch/index.ts'
import type { JobHandler } from '../../jobs/index.ts'
import { atomic } from '../../store/index.ts'
import { addHistory, alarmArn } from './alarms.ts'
import { alarmEvent, lambdaPayload, snsMessage } from './domain/notifications.ts'
import { type AlarmAction, type AlarmChange, actionQueue, changeQueue } from './records.ts'

/** What fails for so long is given up. Unit: milliseconds. Ours. */
const tryingMsMax = 3_600_000

/** Registers the work. */
export function handleActions(surroundings: BackgroundSurroundings): void {
  surroundings.jobs.handle(actionQueue, actionHandler(surroundings), { tryingMsMax })
  surroundings.jobs.handle(changeQueue, changeHandler(surroundings), { tryingMsMax })
}

function actionHandler(surroundings: BackgroundSurroundings): JobHandler<AlarmAction> {
  const { store, clock, call } = surroundings
  return async ({ value: { alarm, action, before } }) => {
    const arn = alarmArn(alarm, partitionOf(alarm.region))
    let failure: string | undefined
    try {
      const service = parseArn(action)?.service
      if (service === 'sns') {
        const { subject, message } = snsMessage(alarm, before, arn)
        const input = { TopicArn: action, Subject: subject, Message: message }
        await call('sns:Publish', input, serviceCaller('cloudwatch.amazonaws.com', alarm, arn))
      } else if (service === 'lambda') {
        const Payload = Buffer.from(JSON.stringify(lambdaPayload(alarm, before, arn)))
        const input = { FunctionName: action, InvocationType: 'Event', Payload }
        await call(
          'lambda:Invoke',
          input,
          serviceCaller('lambda.alarms.cloudwatch.amazonaws.com', alarm, arn),
        )
      } else failure = `Lambent carries out no actions of the service ${service ?? action}.`
    } catch (error) {
      if (!(error instanceof AwsError) || error.fault === 'server') throw error
      failure = error.message
    }
    const commit = atomic(store)
    addHistory(commit, surroundings, alarm, {
      type: 'Action',
      at: clock.now(),
      summary:
        failure === undefined
          ? `Successfully executed action ${action}`
          : `Failed to execute action ${action}`,
      data: JSON.stringify({
        actionState: failure === undefined ? 'Succeeded' : 'Failed',
        stateUpdateTimestamp: alarm.state.transitionedAt,
        notificationResource: action,
        ...(failure === undefined ? {} : { error: failure }),
      }),
    })
    return commit
  }
}

function changeHandler({ call, logger }: BackgroundSurroundings): JobHandler<AlarmChange> {
  return async ({ value: { alarm, before } }) => {
    const arn = alarmArn(alarm, partitionOf(alarm.region))
    try {
      const caller = serviceCaller('cloudwatch.amazonaws.com', alarm, arn)
      await putEvent(call, alarmEvent(alarm, before, arn), caller)
    } catch (error) {
      if (!(error instanceof AwsError) || error.fault === 'server') throw error
      logger.warn('An alarm told EventBridge nothing', { alarm: arn, reason: error.message })
    }
  }
}
