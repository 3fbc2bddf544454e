import type * as Api from '@aws-sdk/client-sns'
import type { Operation } from '../../../dispatch/index.ts'
import { invalidParameter, missingParameter, notImplemented } from '../errors.ts'
import { messageBytesMax } from '../limits.ts'
import { publish as publishAll } from '../publishing.ts'
import type { SnsRoom } from '../room.ts'

/** Publishes a message: it is kept, with a delivery for each subscription that wants it, when the answer goes out. */
export function publish(room: SnsRoom): Operation<Api.PublishInput, Api.PublishResponse> {
  return async (input, context) => {
    const { TopicArn, TargetArn, PhoneNumber: phone } = input
    if (phone !== undefined) {
      if (!/^\+?[0-9][0-9-]{3,18}[0-9]$/.test(phone))
        throw invalidParameter('PhoneNumber', `${phone} is not valid to publish to`)
      throw notImplemented('Lambent sends no text messages.')
    }
    if (TopicArn === undefined && TargetArn === undefined) throw missingParameter('TopicArn or TargetArn')
    if (TopicArn === undefined && TargetArn?.split(':')[5]?.startsWith('endpoint/'))
      throw invalidParameter('TargetArn', 'No endpoint found for the target arn specified')
    const [accepted] = await publishAll(room, context, {
      topicArn: TopicArn ?? TargetArn,
      parameter: TopicArn === undefined ? 'TargetArn' : 'TopicArn',
      drafts: [input],
      judge: ([message]) => {
        if ((message?.bytes ?? 0) > messageBytesMax) throw invalidParameter('Message too long')
      },
    })
    return {
      MessageId: accepted?.messageId,
      ...(accepted?.sequenceNumber === undefined ? {} : { SequenceNumber: accepted.sequenceNumber }),
    }
  }
}
