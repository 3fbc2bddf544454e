/** From a message to its deliveries. */
import { randomUuid } from '../../base/random.ts'
import { utf8Bytes } from '../../base/utf8.ts'
import type { Surroundings } from '../../dispatch/index.ts'
import type { Atomic, Key } from '../../store/index.ts'
import { isHttp } from './domain/endpoints.ts'
import { filteredMessage, type Notification } from './domain/notification.ts'
import { copiedBytesMax, tryingMsMax } from './limits.ts'
import {
  type Delivery,
  deliveryQueue,
  httpDeliveryQueue,
  type Kept,
  messageKey,
  orderedDeliveryQueue,
  type Subscription,
  type Topic,
} from './records.ts'
import type { SnsRoom } from './room.ts'

/** Which subscriptions want a message, and which do not. */
export interface Chosen {
  readonly matched: readonly Subscription[]
  readonly left: readonly Subscription[]
}

/** Adds a delivery for each subscription whose filter lets the message pass. `kept`: the message as the store is to have it. */
export function addDeliveries(
  commit: Atomic,
  room: Pick<SnsRoom, 'filters'>,
  { random }: Pick<Surroundings, 'random'>,
  topic: Topic,
  notification: Notification,
  subscriptions: readonly Subscription[],
  { kept = notification, isBeside = false }: { readonly kept?: Kept; readonly isBeside?: boolean } = {},
): Chosen {
  const { matched, left } = choose(room, notification, subscriptions)
  const beside = isBeside || matched.length * sizeOf(notification) > copiedBytesMax
  if (beside && !isBeside) keepBeside(commit, kept)
  for (const subscription of matched) {
    const delivery: Delivery = {
      topic: { accountId: topic.accountId, region: topic.region, name: topic.name },
      topicId: topic.topicId,
      subscriptionId: subscription.id,
      protocol: subscription.protocol,
      messageId: notification.messageId,
      ...(beside ? {} : { notification: kept }),
      deliveryId: randomUuid(random),
      failures: 0,
    }
    if (topic.fifo)
      commit.enqueue(orderedDeliveryQueue, delivery, {
        group: JSON.stringify([subscription.id, notification.group]),
      })
    else commit.enqueue(queueOf(delivery), delivery)
  }
  return { matched, left }
}

/** Keeps a message once, for as long as a delivery may be tried. */
export function keepBeside(commit: Atomic, notification: Kept): void {
  const expiresAt = notification.at + 2 * tryingMsMax
  commit.set(messageKey(notification.messageId), notification, { expiresAt })
}

/** Where a delivery waits. */
export function queueOf({ protocol }: Pick<Delivery, 'protocol'>): Key {
  return isHttp(protocol) ? httpDeliveryQueue : deliveryQueue
}

function choose(
  { filters }: Pick<SnsRoom, 'filters'>,
  notification: Notification,
  subscriptions: readonly Subscription[],
): Chosen {
  const matched: Subscription[] = []
  const left: Subscription[] = []
  const seen = new Map<string, ReturnType<typeof filteredMessage>>()
  for (const subscription of subscriptions) {
    const filter = filters.of(subscription)
    const { protocol } = subscription
    let message = seen.get(protocol)
    if (filter && !message) {
      message = filteredMessage(notification, protocol)
      seen.set(protocol, message)
    }
    if (filter && message && !filter(message)) left.push(subscription)
    else matched.push(subscription)
  }
  return { matched, left }
}

function sizeOf({ message, perProtocol, attributes }: Notification): number {
  let bytes = utf8Bytes(message)
  for (const text of Object.values(perProtocol ?? {})) bytes += utf8Bytes(text)
  for (const { text, base64 } of Object.values(attributes ?? {})) bytes += utf8Bytes(text ?? base64 ?? '')
  return bytes
}
