import type * as Api from '@aws-sdk/client-sqs'
import { AwsError } from '../../../aws/aws-error.ts'
import { utf8Bytes } from '../../../base/utf8.ts'
import type { Operation, OperationContext } from '../../../dispatch/index.ts'
import type { KnownQueue } from '../directory.ts'
import { checkBatch } from '../domain/batches.ts'
import { batchRequestTooLong } from '../errors.ts'
import { messageBytesMax } from '../limits.ts'
import type { SqsRoom } from '../room.ts'
import { type Outgoing, prepare, send } from '../sending.ts'
import { failedEntry } from '../views.ts'

/** Puts up to ten messages into a queue, all that can be taken in one commit. Those that cannot fail each for itself. */
export function sendMessageBatch(
  room: SqsRoom,
): Operation<Api.SendMessageBatchRequest, Api.SendMessageBatchResult> {
  return async ({ QueueUrl, Entries: entries = [] }, context) => {
    const { outcomes } = await send(room, context, QueueUrl, 'SendMessage', (queue) => {
      checkBatch(entries, 'SendMessageBatchRequestEntry')
      const checked = entries.map((entry) => attempt(context, queue, entry))
      const bytes = checked.reduce(
        (sum, one, index) =>
          sum + (one instanceof AwsError ? utf8Bytes(entries[index]?.MessageBody ?? '') : one.bytes),
        0,
      )
      if (bytes > messageBytesMax) throw batchRequestTooLong(bytes)
      return checked
    })
    const successful: Api.SendMessageBatchResultEntry[] = []
    const failed: Api.BatchResultErrorEntry[] = []
    for (const [index, outcome] of outcomes.entries()) {
      const id = entries[index]?.Id ?? ''
      if (outcome instanceof AwsError) {
        failed.push(failedEntry(id, outcome))
        continue
      }
      const { outgoing, accepted } = outcome
      const { attributesMd5, systemAttributesMd5, message } = outgoing
      successful.push({
        Id: id,
        MessageId: accepted.messageId,
        MD5OfMessageBody: message.md5,
        ...(attributesMd5 === undefined ? {} : { MD5OfMessageAttributes: attributesMd5 }),
        ...(systemAttributesMd5 === undefined ? {} : { MD5OfMessageSystemAttributes: systemAttributesMd5 }),
        ...(accepted.sequenceNumber === undefined ? {} : { SequenceNumber: accepted.sequenceNumber }),
      })
    }
    return { Successful: successful, Failed: failed }
  }
}

function attempt(
  context: OperationContext,
  queue: KnownQueue,
  entry: Api.SendMessageBatchRequestEntry,
): Outgoing | AwsError {
  try {
    return prepare(context, queue, entry)
  } catch (error) {
    if (error instanceof AwsError) return error
    throw error
  }
}
