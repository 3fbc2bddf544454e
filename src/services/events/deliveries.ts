/**
 * Brings events to targets. What fails is tried again by EventBridge's own rule, which each target may change: the next try is a
 * new message, in the commit that ends this one. What is given up goes to the target's dead-letter queue, or nowhere.
 */
import { AwsError } from '../../aws/aws-error.ts'
import { backoffMs } from '../../base/backoff.ts'
import {
  deliveryBackoff,
  deliveryErrorCode,
  exhausted,
  failureText,
  isFinalFailure,
  roleCaller,
  sendToTarget,
} from '../../delivery/index.ts'
import { type BackgroundSurroundings, type Caller, serviceCaller } from '../../dispatch/index.ts'
import type { JobHandler, RunningJob } from '../../jobs/index.ts'
import { type Atomic, atomic } from '../../store/index.ts'
import { queueOf } from './accepting.ts'
import { HttpFailure } from './adapters/http-client.ts'
import { ApiDestinationError, callApiDestination, callApiMethod } from './api-destination-calls.ts'
import { deadLetterAttributes } from './domain/dead-letters.ts'
import { partitionKey, targetInput } from './domain/target-input.ts'
import { openedEvent } from './encryption.ts'
import { forward } from './forwarding.ts'
import { type DeadLetter, type Delivery, deadLetterQueue } from './records.ts'
import type { EventsRoom } from './room.ts'

/** Handles the queues of deliveries. */
export function deliveryHandler(
  room: EventsRoom,
  surroundings: BackgroundSurroundings,
): JobHandler<Delivery> {
  return async ({ value: delivery }, job) => {
    let event: string | undefined
    try {
      event = await openedEvent(surroundings, delivery, delivery.event)
      const commit = await deliver(room, surroundings, { ...delivery, event }, job)
      tell(surroundings, delivery, 'delivered')
      return commit
    } catch (error) {
      if (job.signal.aborted) throw error
      return afterFailure(surroundings, delivery, event, error)
    }
  }
}

async function deliver(
  room: EventsRoom,
  surroundings: BackgroundSurroundings,
  delivery: Delivery,
  { signal }: RunningJob,
): Promise<Atomic | undefined> {
  const { Arn } = delivery.target
  if (/^arn:[^:]+:events:[^:]*:\d{12}:event-bus\//.test(Arn)) return forward(room, surroundings, delivery)
  const input = targetInput(delivery.target, delivery.event, delivery)
  const parameters = delivery.target.HttpParameters ?? {}
  const call = { arn: Arn, parameters, event: delivery.event, input }
  if (Arn.includes(':api-destination/')) {
    await callApiDestination(room, surroundings, call, signal)
    return undefined
  }
  if (Arn.includes(':execute-api:')) {
    const service = 'events.amazonaws.com'
    const signer = { caller: callerFor(delivery), service, sourceArn: delivery.ruleArn } as const
    await callApiMethod(room, surroundings, { ...call, signer }, signal)
    return undefined
  }
  return hand(surroundings, delivery, input)
}

async function hand(
  surroundings: BackgroundSurroundings,
  delivery: Delivery,
  input: string,
): Promise<undefined> {
  const { target, event, eventId, deliveryId, acceptedAt } = delivery
  const group = target.SqsParameters?.MessageGroupId
  await sendToTarget(surroundings, {
    arn: target.Arn,
    input,
    caller: callerFor(delivery),
    options: {
      deliveryId: target.Arn.includes(':states:') ? `${eventId}_${deliveryId}`.slice(0, 80) : deliveryId,
      at: acceptedAt,
      // UNVERIFIED: how AWS names the streams of log groups. A stream for each event would be many, and in one they would wait
      // for each other.
      logStreamName: `${delivery.ruleName}/${target.Id}/${eventId.slice(0, 1)}`,
      partitionKey: partitionKey(target, event) ?? eventId,
      ...(group === undefined ? {} : { messageGroupId: group }),
    },
  })
}

/** EventBridge itself, for targets whose own policy lets it in; else a session of the target's role. */
export function callerFor(delivery: Delivery): Caller {
  const { target, ruleArn, ruleName, eventId, traceHeader } = delivery
  const more = { causes: [eventId], ...(traceHeader === undefined ? {} : { traceHeader }) }
  return target.RoleArn === undefined
    ? serviceCaller('events.amazonaws.com', delivery, ruleArn, more)
    : roleCaller(delivery, target.RoleArn, ruleName, more)
}

function afterFailure(
  surroundings: BackgroundSurroundings,
  delivery: Delivery,
  /** Undefined when it could not be decrypted. */
  opened: string | undefined,
  error: unknown,
): Atomic | undefined {
  const { store, clock, random, logger } = surroundings
  const now = clock.now()
  // Waiting for a turn is no try.
  if (error instanceof ApiDestinationError && error.waitUntil !== undefined)
    return atomic(store).enqueue(queueOf(delivery.target), delivery, { deliverAt: error.waitUntil })
  const failedTries = delivery.failedTries + 1
  const atLeast = error instanceof ApiDestinationError ? (error.retryAfterMs ?? 0) : 0
  const nextAt = now + Math.max(backoffMs(deliveryBackoff, failedTries, random), atLeast)
  const reason = isFinal(error)
    ? undefined
    : exhausted(delivery.target.RetryPolicy, failedTries, delivery.acceptedAt, nextAt)
  if (!isFinal(error) && reason === undefined) {
    tell(surroundings, delivery, 'retrying', error)
    return atomic(store).enqueue(
      queueOf(delivery.target),
      { ...delivery, failedTries },
      { deliverAt: nextAt },
    )
  }
  const { target, ruleArn, eventId, accountId, region } = delivery
  const queueArn = target.DeadLetterConfig?.Arn
  const facts = { ruleArn, target: target.Arn, eventId, failedTries, reason: failureText(error) }
  if (queueArn === undefined) {
    logger.warn('An event could not be delivered and is dropped', facts)
    tell(surroundings, delivery, 'dropped', error)
    return undefined
  }
  logger.warn('An event could not be delivered and goes to the dead-letter queue', facts)
  tell(surroundings, delivery, 'dead-letter', error, queueArn)
  const letter: DeadLetter = {
    accountId,
    region,
    ruleArn,
    targetArn: target.Arn,
    queueArn,
    eventId,
    event: opened ?? JSON.stringify({ id: eventId }),
    attributes: deadLetterAttributes({
      ruleArn,
      targetArn: target.Arn,
      errorCode: deliveryErrorCode(codeOf(error)),
      errorMessage: error instanceof Error ? error.message : String(error),
      failedTries,
      ...(reason === undefined ? {} : { exhausted: reason }),
    }),
  }
  return atomic(store).enqueue(deadLetterQueue, letter)
}

function isFinal(error: unknown): boolean {
  return error instanceof ApiDestinationError ? error.final : isFinalFailure(error)
}

function codeOf(error: unknown): string {
  if (error instanceof AwsError) return error.code
  if (error instanceof ApiDestinationError) return error.code
  if (error instanceof HttpFailure) return error.isTimeout ? 'TIMEOUT' : 'CONNECTION_FAILURE'
  return 'INTERNAL_ERROR'
}

function tell(
  { trail }: BackgroundSurroundings,
  { eventId, ruleArn, target }: Delivery,
  stage: 'delivered' | 'retrying' | 'dead-letter' | 'dropped',
  error?: unknown,
  queueArn?: string,
): void {
  trail.tell({
    stage,
    event: eventId,
    source: ruleArn,
    target: queueArn ?? target.Arn,
    ...(error === undefined ? {} : { detail: failureText(error) }),
  })
}

/** Handles the queue of dead letters. What the queue refuses for good is lost, as at AWS, and logged. */
export function deadLetterHandler(surroundings: BackgroundSurroundings): JobHandler<DeadLetter> {
  return async ({ value: letter }) => {
    const { call, settings, logger } = surroundings
    const [, , , , accountId, name] = letter.queueArn.split(':')
    const MessageAttributes = Object.fromEntries(
      Object.entries(letter.attributes).map(([key, StringValue]) => [
        key,
        { DataType: 'String', StringValue },
      ]),
    )
    const input = {
      QueueUrl: `${settings.endpoint}/${accountId}/${name}`,
      MessageBody: letter.event,
      MessageAttributes,
    }
    const caller = serviceCaller('events.amazonaws.com', letter, letter.ruleArn, { causes: [letter.eventId] })
    try {
      await call('sqs:SendMessage', input, caller)
    } catch (error) {
      if (!isFinalFailure(error)) throw error
      const { event: _event, ...facts } = letter
      logger.error('An event could not be sent to its dead-letter queue and is lost', {
        ...facts,
        reason: failureText(error),
      })
    }
  }
}
