import type * as Api from '@aws-sdk/client-sqs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { atomic } from '../../../store/index.ts'
import { authorize } from '../authorization.ts'
import { loadNow } from '../directory.ts'
import { contention, purgeQueueInProgress } from '../errors.ts'
import { commitAttempts, purgeIntervalMs } from '../limits.ts'
import { purgeKey } from '../records.ts'

/** Deletes all messages of a queue: at once, where AWS takes up to 60 seconds. No other purge may follow for 60 seconds. */
export async function purgeQueue(
  { QueueUrl }: Api.PurgeQueueRequest,
  context: OperationContext,
): Promise<object> {
  for (let attempt = 0; attempt < commitAttempts; attempt++) {
    const found = await loadNow(context, QueueUrl)
    authorize(context, found, 'PurgeQueue')
    const key = purgeKey(found.queue.queueId)
    const result = await atomic(context.store)
      .check(key, null)
      .check(found.recordKey, found.stored.version)
      .set(key, {}, { expiresAt: context.clock.now() + purgeIntervalMs })
      .purge(found.messages)
      .commit()
    if (result.ok) return {}
    if (result.failed === 0) throw purgeQueueInProgress(found.queue.name)
  }
  throw contention()
}
