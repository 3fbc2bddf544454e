/**
 * What became of deliveries, in log groups of the topic's account, as its feedback attributes say. Source: Developer Guide, "Amazon
 * SNS message delivery status"; the form as AWS writes it.
 */
import { createHash } from 'node:crypto'
import { AwsError } from '../../aws/aws-error.ts'
import { randomBelow } from '../../base/random.ts'
import { isFinalFailure, roleCaller } from '../../delivery/index.ts'
import type { BackgroundSurroundings } from '../../dispatch/index.ts'
import type { JobHandler } from '../../jobs/index.ts'
import type { Atomic } from '../../store/index.ts'
import { messageFor, timestamp } from './domain/notification.ts'
import { type StatusLog, statusLogQueue, type Topic } from './records.ts'
import type { Outcome, Sending } from './sending.ts'

const protocolNames: Readonly<Record<string, string>> = {
  http: 'HTTP',
  https: 'HTTP',
  lambda: 'Lambda',
  sqs: 'SQS',
}

/** Adds what is to be written about a delivery, if anything is. */
export function addStatusLog(
  commit: Atomic,
  { clock, random }: Pick<BackgroundSurroundings, 'clock' | 'random'>,
  topic: Topic,
  { subscription, notification }: Sending,
  deliveryId: string,
  outcome: Outcome,
): void {
  const name = protocolNames[subscription.protocol]
  const { attributes } = topic
  const roleArn = attributes[`${name}${outcome.ok ? 'Success' : 'Failure'}FeedbackRoleArn`]
  if (roleArn === undefined) return
  const rate = Number(attributes[`${name}SuccessFeedbackSampleRate`] ?? 0)
  if (outcome.ok && randomBelow(random, 100) >= rate) return
  const at = clock.now()
  const response = outcome.ok ? outcome.response : { ErrorMessage: outcome.reason }
  const text = JSON.stringify({
    notification: {
      messageMD5Sum: createHash('md5')
        .update(messageFor(notification, subscription.protocol), 'utf8')
        .digest('hex'),
      messageId: notification.messageId,
      topicArn: notification.topicArn,
      timestamp: timestamp(notification.at).replace('T', ' ').replace('Z', ''),
    },
    delivery: {
      deliveryId,
      destination: subscription.endpoint,
      ...(response === undefined ? {} : { providerResponse: JSON.stringify(response) }),
      dwellTimeMs: at - notification.at,
      statusCode: outcome.status,
    },
    status: outcome.ok ? 'SUCCESS' : 'FAILURE',
  })
  const { accountId, region, topicId } = topic
  const log: StatusLog = {
    topic: { accountId, region, name: topic.name },
    topicId,
    roleArn,
    failed: !outcome.ok,
    text,
    at,
  }
  commit.enqueue(statusLogQueue, log)
}

/** Handles the queue of what is to be written. */
export function statusLogHandler(surroundings: BackgroundSurroundings): JobHandler<StatusLog> {
  return async ({ value: log }) => {
    const { call, logger } = surroundings
    const { topic, roleArn, text, at, failed, topicId } = log
    const caller = roleCaller(topic, roleArn, topic.name)
    const logGroupName = `sns/${topic.region}/${topic.accountId}/${topic.name}${failed ? '/Failure' : ''}`
    // UNVERIFIED: how AWS names the streams.
    const logStreamName = topicId
    try {
      await unlessThere(call('logs:CreateLogGroup', { logGroupName }, caller))
      await unlessThere(call('logs:CreateLogStream', { logGroupName, logStreamName }, caller))
      const logEvents = [{ timestamp: at, message: text }]
      await call('logs:PutLogEvents', { logGroupName, logStreamName, logEvents }, caller)
    } catch (error) {
      if (!isFinalFailure(error)) throw error
      logger.warn('The status of a delivery cannot be logged', { logGroupName, roleArn, error })
    }
  }
}

async function unlessThere(making: Promise<unknown>): Promise<void> {
  try {
    await making
  } catch (error) {
    if (!(error instanceof AwsError && error.code === 'ResourceAlreadyExistsException')) throw error
  }
}
