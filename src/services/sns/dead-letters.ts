/** Dead letters on their way to their queues. What a queue refuses for good is lost, as at AWS, and logged. */
import { failureText, isFinalFailure } from '../../delivery/index.ts'
import type { BackgroundSurroundings } from '../../dispatch/index.ts'
import type { JobHandler } from '../../jobs/index.ts'
import { subscriptionArn } from './domain/names.ts'
import type { DeadLetter } from './records.ts'
import { callerFor, sendToQueue } from './sending.ts'

/** Handles the queue of dead letters. */
export function deadLetterHandler(surroundings: BackgroundSurroundings): JobHandler<DeadLetter> {
  return async ({ value: letter }) => {
    const { topic, subscriptionId, messageId, queueArn, input } = letter
    const { traceHeader } = input
    const caller = callerFor({ topic }, { messageId, ...(traceHeader === undefined ? {} : { traceHeader }) })
    try {
      await sendToQueue(surroundings, queueArn, input, caller)
    } catch (error) {
      if (!isFinalFailure(error)) throw error
      surroundings.logger.error('A message could not be sent to its dead-letter queue and is lost', {
        subscriptionArn: subscriptionArn(topic, subscriptionId),
        messageId,
        queueArn,
        reason: failureText(error),
      })
    }
  }
}
