import type * as Api from '@aws-sdk/client-sqs'
import { AwsError } from '../../../aws/aws-error.ts'
import { invariant } from '../../../base/invariant.ts'
import type { Operation } from '../../../dispatch/index.ts'
import type { SqsRoom } from '../room.ts'
import { prepare, send } from '../sending.ts'

/** Puts a message into a queue: it is durable when this answers. */
export function sendMessage(room: SqsRoom): Operation<Api.SendMessageRequest, Api.SendMessageResult> {
  return async (input, context) => {
    const { outcomes } = await send(room, context, input.QueueUrl, 'SendMessage', (queue) => [
      prepare(context, queue, input),
    ])
    const [outcome] = outcomes
    invariant(outcome !== undefined && !(outcome instanceof AwsError), 'One message has one outcome')
    const { outgoing, accepted } = outcome
    const { attributesMd5, systemAttributesMd5, message } = outgoing
    return {
      MD5OfMessageBody: message.md5,
      ...(attributesMd5 === undefined ? {} : { MD5OfMessageAttributes: attributesMd5 }),
      ...(systemAttributesMd5 === undefined ? {} : { MD5OfMessageSystemAttributes: systemAttributesMd5 }),
      MessageId: accepted.messageId,
      ...(accepted.sequenceNumber === undefined ? {} : { SequenceNumber: accepted.sequenceNumber }),
    }
  }
}
