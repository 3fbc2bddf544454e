/**
 * Brings notifications to their destinations. What a destination refuses for good (it is gone, or lets S3 in no more) is given
 * up as at AWS, and logged; other failures are repeated.
 */

import { parseArn } from '../../aws/arn.ts'
import { AwsError } from '../../aws/aws-error.ts'
import type { AccountId, Partition, Region } from '../../aws/identifiers.ts'
import type { BackgroundSurroundings, TrailStage } from '../../dispatch/index.ts'
import type { JobHandler } from '../../jobs/index.ts'
import { bucketArn } from './buckets.ts'
import { bridgeEvent, eventRecord } from './domain/event-records.ts'
import { bucketCaller, handOver } from './notification-targets.ts'
import { eventId } from './notifications.ts'
import type { Notification } from './records.ts'

/** Handles the queue. */
export function notificationHandler(surroundings: BackgroundSurroundings): JobHandler<Notification> {
  return async ({ value: notification }, { signal }) => {
    try {
      await deliver(surroundings, notification, signal)
      tell(surroundings, notification, 'delivered')
    } catch (error) {
      if (!isFinal(error)) {
        tell(surroundings, notification, 'retrying', error)
        throw error
      }
      noteLost(surroundings, notification, error)
    }
  }
}

/** Logs what was given up. */
export function noteLost(
  surroundings: BackgroundSurroundings,
  notification: Notification,
  error: unknown,
): void {
  const { event, target } = notification
  tell(surroundings, notification, 'dropped', error)
  surroundings.logger.error('A notification of an object reaches nobody', {
    bucket: event.bucket,
    key: event.key,
    event: event.name,
    target: target.kind === 'bus' ? 'EventBridge' : target.arn,
    code: error instanceof AwsError ? error.code : undefined,
    reason: error instanceof Error ? error.message : String(error),
  })
}

function tell(
  { trail }: BackgroundSurroundings,
  { event, target }: Notification,
  stage: TrailStage,
  error?: unknown,
): void {
  trail.tell({
    stage,
    event: eventId(event),
    source: bucketArn({ partition: event.partition as Partition, name: event.bucket }, event.key),
    target: targetArn({ event, target }),
    detail: error instanceof AwsError ? `${event.name}: ${error.code}` : event.name,
  })
}

function targetArn({ event, target }: Notification): string {
  return target.kind === 'bus'
    ? `arn:${event.partition}:events:${event.region}:${event.ownerAccountId}:event-bus/default`
    : target.arn
}

/** Whether asking again is in vain. Throttles and failures of the destination's service are not final. */
function isFinal(error: unknown): boolean {
  if (!(error instanceof AwsError)) return false
  if (error.code === 'NotImplemented' || error.code === 'UnknownOperationException') return true
  return (
    error.fault === 'client' &&
    !/Throttl|TooManyRequests|RequestLimit|SlowDown|OperationAborted/.test(error.code)
  )
}

async function deliver(
  surroundings: BackgroundSurroundings,
  { event, target, traceHeader }: Notification,
  signal: AbortSignal,
): Promise<void> {
  const bucket = {
    partition: event.partition as Partition,
    name: event.bucket,
    accountId: event.ownerAccountId as AccountId,
    region: event.region as Region,
  }
  const more = {
    signal,
    causes: [eventId(event)],
    ...(traceHeader === undefined ? {} : { traceHeader }),
  }
  if (target.kind !== 'bus') {
    const caller = bucketCaller(bucket, parseArn(target.arn)?.region ?? '', more)
    const text = JSON.stringify({ Records: [eventRecord(event, target.configurationId)] })
    await handOver(surroundings, target.kind, target.arn, text, caller)
    return
  }
  const told = bridgeEvent(event)
  if (told === undefined) return
  const entry = {
    Source: 'aws.s3',
    DetailType: told.detailType,
    Detail: JSON.stringify(told.detail),
    Resources: [bucketArn(bucket)],
    Time: new Date(event.at),
  }
  const answer = await surroundings.call<{
    FailedEntryCount?: number
    Entries?: Array<{ ErrorCode?: string; ErrorMessage?: string }>
  }>('events:PutEvents', { Entries: [entry] }, bucketCaller(bucket, bucket.region, more))
  // PutEvents answers 200 even when it took nothing.
  if ((answer.FailedEntryCount ?? 0) === 0) return
  const { ErrorCode: code = 'InternalFailure', ErrorMessage: message = 'PutEvents failed.' } =
    answer.Entries?.[0] ?? {}
  throw new AwsError(code, message, { fault: code === 'InternalFailure' ? 'server' : 'client' })
}
