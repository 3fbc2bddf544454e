import type { BackgroundSurroundings } from '../../dispatch/index.ts'
import type { JobHandler } from '../../jobs/index.ts'
import { atomic } from '../../store/index.ts'
import { removalStep } from './limits.ts'
import { type Removal, removalQueue, sequenceKey, subscriptions } from './records.ts'

/** Handles the queue of topics that are gone: removes their subscriptions, step by step. */
export function removalHandler({ store }: BackgroundSurroundings): JobHandler<Removal> {
  return async ({ value: removal }) => {
    const { topicId } = removal
    const page = await subscriptions.list(store, { prefix: [topicId], limit: removalStep })
    const commit = atomic(store)
    for (const stored of page.items) subscriptions.remove(commit, stored)
    if (page.next !== undefined) return commit.enqueue(removalQueue, removal)
    return commit.deleteRange(sequenceKey(topicId, '').slice(0, 2))
  }
}
