import type * as Api from '@aws-sdk/client-sns'
import type { Operation } from '../../../dispatch/index.ts'
import { batchTooLong, emptyBatch, entryIdsNotDistinct, invalidEntryId, tooManyEntries } from '../errors.ts'
import { batchEntriesMax, batchIdCharactersMax, messageBytesMax } from '../limits.ts'
import { publish } from '../publishing.ts'
import type { SnsRoom } from '../room.ts'

/** Publishes up to ten messages in one commit. What is wrong with one of them fails all, as at AWS. */
export function publishBatch(room: SnsRoom): Operation<Api.PublishBatchInput, Api.PublishBatchResponse> {
  return async ({ TopicArn, PublishBatchRequestEntries: entries = [] }, context) => {
    checkEntries(entries)
    const accepted = await publish(room, context, {
      topicArn: TopicArn,
      drafts: entries,
      judge: (messages) => {
        const bytes = messages.reduce((sum, message) => sum + message.bytes, 0)
        if (bytes > messageBytesMax) throw batchTooLong()
      },
    })
    const Successful = accepted.map(({ messageId, sequenceNumber }, index) => ({
      Id: entries[index]?.Id ?? '',
      MessageId: messageId,
      ...(sequenceNumber === undefined ? {} : { SequenceNumber: sequenceNumber }),
    }))
    return { Successful, Failed: [] }
  }
}

function checkEntries(entries: readonly Api.PublishBatchRequestEntry[]): void {
  if (entries.length === 0) throw emptyBatch()
  if (entries.length > batchEntriesMax) throw tooManyEntries()
  const ids = entries.map(({ Id = '' }) => Id)
  if (ids.some((id) => !/^[A-Za-z0-9_-]+$/.test(id) || id.length > batchIdCharactersMax))
    throw invalidEntryId()
  if (new Set(ids).size < ids.length) throw entryIdsNotDistinct()
}
