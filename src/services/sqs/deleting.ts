import type { OperationContext } from '../../dispatch/index.ts'
import { atomic } from '../../store/index.ts'
import type { BatchResults } from './batch-results.ts'
import type { KnownQueue } from './directory.ts'
import { readReceiptHandle } from './domain/receipt-handles.ts'
import { receiptHandleExpired } from './errors.ts'
import { readHandle } from './handles.ts'

/**
 * Deletes the message that a handle stands for. Of a standard queue an old handle deletes nothing and is no error, nor is that of a
 * message that is gone; of a FIFO queue one whose visibility timeout has ended fails with InvalidParameterValue. Source: API
 * Reference, DeleteMessage.
 */
export async function deleteOne(
  { store }: OperationContext,
  queue: KnownQueue,
  handle: string | undefined,
): Promise<void> {
  const { text, id, receipt } = readHandle(queue, handle)
  if (!queue.queue.fifo) {
    await atomic(store).acknowledge(receipt).commit()
    return
  }
  const message = await store.findMessage(queue.messages, id)
  if (message === undefined) return
  if (message.state !== 'leased') throw receiptHandleExpired(text)
  const { ok } = await atomic(store).acknowledge(receipt).commit()
  if (!ok && (await store.findMessage(queue.messages, id)) !== undefined) throw receiptHandleExpired(text)
}

/**
 * Deletes all messages of a batch in one commit, which is what nearly always can be done. Undefined when it cannot: then each is
 * for itself.
 */
export async function deleteTogether(
  { store }: OperationContext,
  queue: KnownQueue,
  entries: ReadonlyArray<{ readonly Id: string | undefined; readonly ReceiptHandle: string | undefined }>,
): Promise<BatchResults | undefined> {
  if (queue.queue.fifo) return undefined
  const commit = atomic(store)
  for (const { ReceiptHandle = '' } of entries) {
    const read = readReceiptHandle(ReceiptHandle)
    if (read === undefined || read.queueId !== queue.queue.queueId) return undefined
    commit.acknowledge({ queue: queue.messages, id: read.id, lease: read.lease })
  }
  if (!(await commit.commit()).ok) return undefined
  return { Successful: entries.map(({ Id = '' }) => ({ Id })), Failed: [] }
}
