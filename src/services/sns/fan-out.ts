/** Messages for more subscriptions than one commit takes: their deliveries are made step by step. */
import type { BackgroundSurroundings } from '../../dispatch/index.ts'
import type { JobHandler } from '../../jobs/index.ts'
import { type Atomic, atomic } from '../../store/index.ts'
import { addDeliveries, keepBeside } from './delivering.ts'
import { openNotification } from './encryption.ts'
import { fanOutStep } from './limits.ts'
import { type FanOut, fanOutQueue, type Kept, messageKey, type Topic } from './records.ts'
import type { SnsRoom } from './room.ts'

/** Adds a message whose deliveries come later. */
export function addFanOut(
  commit: Atomic,
  { accountId, region, name, topicId }: Topic,
  notification: Kept,
): void {
  keepBeside(commit, notification)
  const fanOut: FanOut = {
    topic: { accountId, region, name },
    topicId,
    messageId: notification.messageId,
  }
  commit.enqueue(fanOutQueue, fanOut)
}

/** Handles the queue of messages whose deliveries are still to be made. */
export function fanOutHandler(room: SnsRoom, surroundings: BackgroundSurroundings): JobHandler<FanOut> {
  return async ({ value: fanOut }) => {
    const { store, trail } = surroundings
    const { topic: address, topicId, messageId, after } = fanOut
    const known = await room.directory.find(address)
    const kept = await store.get<Kept>(messageKey(messageId))
    // The topic is gone, and its subscriptions with it.
    if (known?.topic.topicId !== topicId || !kept) return undefined
    const all = await known.subscriptions()
    const from = after === undefined ? 0 : all.findIndex(({ id }) => id > after)
    if (from < 0) return undefined
    const step = all.slice(from, from + fanOutStep)
    const commit = atomic(store)
    const notification = await openNotification(room, address, kept.value)
    const { matched, left } = addDeliveries(commit, room, surroundings, known.topic, notification, step, {
      kept: kept.value,
      isBeside: true,
    })
    for (const { endpoint } of matched)
      trail.tell({ stage: 'matched', event: messageId, source: known.arn, target: endpoint })
    for (const { endpoint } of left)
      trail.tell({ stage: 'filtered', event: messageId, source: known.arn, target: endpoint })
    const last = step.at(-1)
    if (from + step.length < all.length && last) commit.enqueue(fanOutQueue, { ...fanOut, after: last.id })
    return commit
  }
}
